interface Granted {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** Rights as the lab's Kubernetes writes down what it was asked for, such as `list deployments.apps`. */
export function requestsOf(rights: readonly Granted[]): readonly string[] {
  const lines = rights.flatMap(({ apiGroup, resource, verbs }) =>
    verbs.map((verb) => `${verb} ${resource}${apiGroup && `.${apiGroup}`}`),
  );
  return lines.toSorted();
}

/** An object as the API shows it; `spec` and `status` are as loose here as the world that writes them needs. */
export interface KubernetesObject {
  apiVersion?: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  /** Such as `involvedObject` and `reason` of an Event. */
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  /** `default` for a namespaced kind where it is not given. */
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: readonly object[];
  managedFields?: readonly Writer[];
}

/** Who wrote which fields last, as the server notes it by itself. */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: Readonly<Record<string, object>>;
}

/** An object that the server holds: what `create` filled in is there. */
export type StoredObject = KubernetesObject & {
  apiVersion: string;
  metadata: ObjectMeta & { uid: string; resourceVersion: string; creationTimestamp: string };
};

/** A kind that the server knows, as its discovery documents name it. */
export interface Kind {
  readonly kind: string;
  readonly plural: string;
  /** Empty for the core group. */
  readonly group: '' | 'apps' | 'batch';
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
}

export const kinds: readonly Kind[] = [
  { kind: 'Pod', plural: 'pods', group: '', namespaced: true, shortNames: ['po'] },
  { kind: 'Service', plural: 'services', group: '', namespaced: true, shortNames: ['svc'] },
  { kind: 'Event', plural: 'events', group: '', namespaced: true, shortNames: ['ev'] },
  { kind: 'Node', plural: 'nodes', group: '', namespaced: false, shortNames: ['no'] },
  { kind: 'Namespace', plural: 'namespaces', group: '', namespaced: false, shortNames: ['ns'] },
  { kind: 'ConfigMap', plural: 'configmaps', group: '', namespaced: true, shortNames: ['cm'] },
  { kind: 'Secret', plural: 'secrets', group: '', namespaced: true, shortNames: [] },
  { kind: 'ResourceQuota', plural: 'resourcequotas', group: '', namespaced: true, shortNames: ['quota'] },
  { kind: 'Deployment', plural: 'deployments', group: 'apps', namespaced: true, shortNames: ['deploy'] },
  { kind: 'StatefulSet', plural: 'statefulsets', group: 'apps', namespaced: true, shortNames: ['sts'] },
  { kind: 'Job', plural: 'jobs', group: 'batch', namespaced: true, shortNames: [] },
];

export function kindNamed(name: string): Kind {
  const known = kinds.find(({ kind }) => kind === name);
  if (!known)
    throw new Error(`the lab's Kubernetes has no kind "${name}"; it has ${kinds.map(({ kind }) => kind).join(', ')}`);
  return known;
}

export function apiVersionOf({ group }: Kind): string {
  return group === '' ? 'v1' : `${group}/v1`;
}

/** A Kubernetes stamp: whole seconds, UTC. */
export function wholeSecond(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

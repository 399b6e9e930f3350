import type { Answer, Asking, KubernetesConnection, Query } from '../kubernetes/client.ts';

/** Whose log it is. */
export interface ContainerName {
  readonly pod: string;
  readonly container: string;
}

/** Bytes of a line that are read. */
export const LONGEST_LINE = 64 * 1024;
/** The kubelet's words at the end of a log whose container is gone by now. */
export const GONE = 'rpc error: code = NotFound ';

/** Asks for `GET …/log`, with the kubelet's stamp before each line. */
export function openLog(
  connection: KubernetesConnection,
  { pod, container }: ContainerName,
  query: Query,
  asking: Asking,
): Promise<Answer> {
  const { namespace } = connection.settings;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  return connection.ask(path, { container, timestamps: true, ...query }, asking);
}

export function logOf({ pod, container }: ContainerName): string {
  return `the log of ${container} in pod ${pod}`;
}

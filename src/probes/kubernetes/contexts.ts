import { ExplainedError } from '#lib/errors.ts';
import { fileTrouble } from '#lib/file-trouble.ts';
import { isPath } from '#lib/path-shown.ts';

/** What a kubeconfig offers. */
export interface Contexts {
  readonly current: string;
  readonly all: readonly Context[];
}

export interface Context {
  readonly name: string;
  readonly namespace?: string;
  /** Of its API server. */
  readonly host?: string;
}

/** Of the kubeconfig that is named, or the usual ones. Rejects with an ExplainedError where one that is named cannot be read. */
export async function readContexts(kubeconfig?: string): Promise<Contexts> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new ExplainedError(
      `the kubeconfig ${isPath(kubeconfig ?? '') ? `${kubeconfig} ` : ''}could not be read: ${fileTrouble(error, kubeconfig ?? '')}`,
      'Name another one',
      {
        cause: error,
      },
    );
  }
  const all = config.getContexts().map(({ name, namespace, cluster }): Context => {
    const host = URL.parse(config.getCluster(cluster)?.server ?? '')?.hostname;
    return { name, ...(namespace !== undefined && { namespace }), ...(host !== undefined && { host }) };
  });
  return { current: config.getCurrentContext(), all };
}

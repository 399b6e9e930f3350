import type { Listable } from './collection.ts';

export interface Right {
  /** The empty text is the core group. */
  readonly apiGroup: '' | 'apps' | 'batch';
  /** As a Role names it. */
  readonly resource: Listable['resource'] | 'pods/log';
  readonly verbs: readonly ('get' | 'list' | 'watch')[];
  readonly scope: 'namespace' | 'cluster';
  /**
   * needed: without it the bot is blind to a part of a job · changes: only what changed since the stack last worked is
   * not told · asked: as changes, and nobody has it who was not given it on purpose, as it shows contents too.
   */
  readonly weight: 'needed' | 'changes' | 'asked';
  readonly whatFor: string;
}

/**
 * All that the bot ever asks of Kubernetes. `/version`, the cluster's clock, is everybody's. deploy/ gives just this, and a
 * test holds both against what the lab's API was asked for.
 */
export const rights: readonly Right[] = [
  needed('', 'pods', ['list', 'watch'], 'the pods of a job, of the backend and beside it'),
  needed('', 'pods/log', ['get'], 'what the job and the backend say'),
  needed('', 'services', ['list', 'watch'], 'the Service of a job, and the port of its stream'),
  needed('', 'events', ['list', 'watch'], 'why a pod does not start'),
  needed('batch', 'jobs', ['list', 'watch'], 'the two Kubernetes Jobs of a job, and the births of others'),
  changes('apps', 'deployments', 'images and replicas of the stack'),
  changes('apps', 'statefulsets', 'images and replicas of the stack'),
  changes('', 'configmaps', 'names and versions of its settings'),
  changes('', 'resourcequotas', 'what the namespace may use'),
  { ...changes('', 'nodes', 'what the nodes offer, and whether they take pods'), scope: 'cluster' },
  { ...changes('', 'secrets', 'names and versions of its secrets'), weight: 'asked' },
];

function needed(
  apiGroup: Right['apiGroup'],
  resource: Right['resource'],
  verbs: Right['verbs'],
  whatFor: string,
): Right {
  return { apiGroup, resource, verbs, scope: 'namespace', weight: 'needed', whatFor };
}

function changes(apiGroup: Right['apiGroup'], resource: Right['resource'], whatFor: string): Right {
  return { apiGroup, resource, verbs: ['list'], scope: 'namespace', weight: 'changes', whatFor };
}

import type { PartKind } from '../observation.ts';

/** All that the bot looks at in Kubernetes. */
export const RESOURCES = 'pods,pods/log,services,events,jobs.batch';

/** What it may list besides, so that a report can say what has changed since the stack last worked. Each is optional. */
export const RIGHTS: Readonly<Partial<Record<PartKind, string>>> = {
  Deployment: 'list on deployments.apps',
  StatefulSet: 'list on statefulsets.apps',
  ConfigMap: 'list on configmaps',
  Secret: 'list on secrets',
  ResourceQuota: 'list on resourcequotas',
  Node: 'list on nodes in a ClusterRole',
  'broker policy': 'the tag policymaker at RabbitMQ',
};

const SERVICE_ACCOUNT = /^system:serviceaccount:([a-z0-9.-]+:[a-z0-9.-]+)$/;
/** What a shell takes as one plain word. */
const PLAIN = /^[\w@.:+-]+$/;
/** A 403 names who asked: `User "system:serviceaccount:focus:focus-bot" cannot list …`. */
const USER = /User "([^"\s]{1,253})"/;

/**
 * The Role with which the bot may look, and its binding to the user whom a refusal names, as commands to paste. Both are
 * applied, not created: a Role of that name may be there and lack something. `kubectl` writes a command for the namespace.
 */
export function grantAccess(kubectl: (rest: string) => string, refusal: string): readonly string[] {
  const user = USER.exec(refusal)?.[1] ?? '';
  const apply = `--dry-run=client -o yaml | ${kubectl('apply -f -')}`;
  const role = kubectl(`create role focus-bot --verb=get,list,watch --resource=${RESOURCES} ${apply}`);
  if (!PLAIN.test(user)) return [role];
  const account = SERVICE_ACCOUNT.exec(user)?.[1];
  const subject = account === undefined ? `--user=${user}` : `--serviceaccount=${account}`;
  return [role, kubectl(`create rolebinding focus-bot --role=focus-bot ${subject} ${apply}`)];
}

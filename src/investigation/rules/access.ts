import { joinWords } from '#lib/join-words.ts';
import type { PartKind } from '../observation.ts';

/** All that the bot looks at in Kubernetes. */
export const RESOURCES = 'pods,pods/log,services,events,jobs.batch';

/** What it lists besides, where it may, so that a report can say what has changed since the stack last worked. */
const LISTED: Readonly<Partial<Record<PartKind, string>>> = {
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  ResourceQuota: 'resourcequotas',
  Node: 'nodes',
};

/** What the bot needs to see these: `the bot needs list on configmaps and nodes`. */
export function rightsFor(kinds: readonly PartKind[]): string {
  const resources = kinds.flatMap((what) => LISTED[what] ?? []);
  const list = resources.length > 0 ? [`list on ${joinWords(resources)}`] : [];
  const tag = kinds.includes('broker policy') ? ['the tag monitoring at RabbitMQ'] : [];
  return `the bot needs ${[...list, ...tag].join(', and ')}`;
}

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

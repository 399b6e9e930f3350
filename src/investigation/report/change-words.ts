import { joinWords } from '#lib/join-words.ts';
import type { PartKind } from '../observation.ts';
import type { ChangeRow, Changes } from './report.ts';

const VERBS: Readonly<Record<ChangeRow['change'], string>> = {
  changed: 'changed',
  new: 'appeared',
  gone: 'disappeared',
};

const PLURALS: Readonly<Record<PartKind, string>> = {
  Deployment: 'Deployments',
  StatefulSet: 'StatefulSets',
  ConfigMap: 'ConfigMaps',
  Secret: 'Secrets',
  ResourceQuota: 'ResourceQuotas',
  Node: 'nodes',
  route: 'routes of Focus Server',
  broker: 'version of RabbitMQ',
  'broker policy': 'policies of RabbitMQ',
};

/** `ConfigMap analyzer-settings changed at 13:58 UTC`. */
export function changeWords({ part, change, when, versions }: ChangeRow): string {
  return `${part} ${VERBS[change]} ${when}${versions === undefined ? '' : `: ${versions}`}`;
}

/** What the sentence does not tell already. */
export function furtherChanges({ rows }: Changes): readonly string[] {
  return rows.filter(({ said }) => !said).map(changeWords);
}

/** What was compared, and what was not for which reason: a sentence each. */
export function comparedWords({ rows, compared, notCompared }: Changes): readonly string[] {
  const named = (kinds: readonly PartKind[]) => joinWords(kinds.map((what) => PLURALS[what]));
  return [
    ...(rows.length > 0 ? ['A change is no cause by itself'] : []),
    `Compared: ${named(compared)}`,
    ...notCompared.map(({ kinds, why }) => `Not compared: ${named(kinds)} (${why})`),
  ];
}

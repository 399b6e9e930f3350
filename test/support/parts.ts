import type { LastWorked } from '#investigation/evidence.ts';
import type { EnvironmentPart, FactOf } from '#investigation/observation.ts';
import { type Seen, ZERO } from './evidence.ts';

export const MINUTE = 60_000;

export const settings: EnvironmentPart = {
  what: 'ConfigMap',
  name: 'analyzer-settings',
  version: 'resource version 1041',
  changedStamp: ZERO - 100 * MINUTE,
};

export const backend: EnvironmentPart = {
  what: 'Deployment',
  name: 'panda-focus-server',
  version: 'registry/focus-server:4.2.0; 1 replica; revision 3',
  changedStamp: ZERO - 100 * MINUTE,
};

/** One look at the Deployments and ConfigMaps of the environment, 30 ms after zero. */
export function looked(parts: readonly EnvironmentPart[], over: Partial<FactOf<'environment-parts'>> = {}): Seen {
  return [30, { kind: 'environment-parts', complete: ['Deployment', 'ConfigMap'], parts, notSeen: [], ...over }];
}

/** 40 minutes before zero, made of the settings and the backend. */
export function worked(over: Partial<LastWorked> = {}): LastWorked {
  return {
    at: ZERO - 40 * MINUTE,
    complete: ['Deployment', 'ConfigMap'],
    parts: [backend, settings],
    ...over,
  };
}

import type { FactKind, KubernetesEvent } from '../../observation.ts';
import type { JobsSeen } from './seen.ts';

/** What the judging of each job asks of the whole look. */
export interface Scene {
  /** Ms since the epoch on the cluster's clock, or on the bot's where no answer told. */
  readonly now: number;
  /** All of this kind was seen, so what is not there is absent. */
  sees(kind: FactKind): boolean;
  /** The latest warning about exactly this object: `FailedMount: MountVolume.SetUp failed …`. */
  warningAbout(name: string): string | undefined;
}

/** A job younger than this may still become well, and what is made side by side may not all be listed yet. */
export const YOUNG_MS = 30_000;

export function sceneOf({ at, namespace, broker }: JobsSeen): Scene {
  const gaps = namespace?.gaps.filter(({ about }) => about !== 'backend') ?? [];
  const missed = new Set([...gaps, ...(broker?.gap ? [broker.gap] : [])].flatMap(({ kinds }) => kinds));
  const warnings = latestWarnings(namespace?.events ?? []);
  return {
    now: namespace?.clusterNow ?? namespace?.at ?? at,
    sees: (kind) => (kind === 'queue-state' ? broker : namespace) !== undefined && !missed.has(kind),
    warningAbout: (name) => {
      const event = warnings.get(name);
      return event && `${event.reason}: ${event.message}`;
    },
  };
}

export function ageOf({ now }: Scene, stamp: number): number {
  return Math.max(0, now - stamp);
}

function latestWarnings(events: readonly KubernetesEvent[]): ReadonlyMap<string, KubernetesEvent> {
  const warnings = events.filter(({ type }) => type === 'Warning');
  return new Map(warnings.toSorted((a, b) => a.firstStamp - b.firstStamp).map((event) => [event.object.name, event]));
}

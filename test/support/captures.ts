import type { Addition } from '#history/capture-addition.ts';
import type { CapturedFact } from '#history/capture-entry.ts';
import type { Fact } from '#investigation/observation.ts';
import { event, log, pod, ZERO } from './evidence.ts';

export const BORN = ZERO + 300;

/** An addition about job 19-7; change what matters. */
export function addition(sights: readonly CapturedFact[] = [], change: Partial<Addition> = {}): Addition {
  const ats = sights.map(({ at }) => at);
  return {
    life: { id: 'u1', uids: ['u1'], born: BORN },
    firstSeenAt: Math.min(ZERO + 1_000, ...ats),
    lastSeenAt: Math.max(ZERO + 1_000, ...ats),
    end: 'living',
    failed: false,
    observations: sights,
    gaps: [],
    droppedLines: 0,
    ...change,
  };
}

function sight(at: number, fact: Fact): CapturedFact {
  return { at, probe: 'capture', fact };
}

/** A line that was learned `ms` after zero and carries the stamp of that instant. */
export function line(ms: number, text: string, container = 'main'): CapturedFact {
  const [, fact] = log(ms, 'grpc', 'info', text);
  return sight(ZERO + ms, { ...fact, stamp: ZERO + ms, container } as Fact);
}

export function podSight(ms: number, step: 'pending' | 'ready'): CapturedFact {
  return sight(ZERO + ms, pod(ms, step)[1]);
}

export function eventSight(ms: number, reason: string): CapturedFact {
  return sight(ZERO + ms, event(ms, reason, `${reason} it was`)[1]);
}

export function textsOf(observations: readonly { readonly fact: Fact }[] = []): readonly string[] {
  return observations.flatMap(({ fact }) => (fact.kind === 'log-line' ? [fact.text] : []));
}

import type { Fact, FactKind, FactOf } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import type { StartedSubject, Subject } from '#investigation/subject.ts';
import { type Clock, systemClock } from '#lib/clock.ts';

/** A subject with an accepted job 19-7, configured at the clock's now. */
export function subject(overrides: Partial<StartedSubject> = {}, clock: Clock = systemClock): StartedSubject {
  const zero = overrides.zero ?? clock.now();
  return {
    investigation: 'inv-1',
    environment: 'lab',
    requestedBy: 'U1',
    request: {
      view: 'multichannel',
      channels: { min: 1, max: 50 },
      nfft: 1024,
      frequency: { min: 0, max: 500 },
      duration: 10,
      height: 1000,
    },
    zero,
    configure: {
      kind: 'configure-answer',
      sentAt: zero,
      answeredAt: zero + 340,
      outcome: 'accepted',
      status: 200,
      jobId: '19-7',
      detail: '{"status":"","job_id":"19-7"}',
      reattached: false,
    },
    job: { id: '19-7' },
    limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 },
    timeoutMs: 45_000,
    ...overrides,
  };
}

export interface Collecting {
  /** Asked after every sighting; the probe is stopped once it answers true. */
  readonly until?: (sightings: readonly Sighting[]) => boolean;
  /** Stops the probe after so many ms of `clock`. */
  readonly forMs?: number;
  readonly clock?: Clock;
}

/**
 * Lets a probe watch until it ends, `until` is true or `forMs` are over, then stops it by its signal and gives back
 * everything it yielded, also what came after the stop. Rejects with what the probe throws.
 */
export async function collect(probe: Probe, subject: Subject, options: Collecting): Promise<Sighting[]> {
  const { until = () => false, forMs, clock = systemClock } = options;
  const stop = new AbortController();
  const signal = forMs === undefined ? stop.signal : AbortSignal.any([stop.signal, clock.timeout(forMs)]);
  const sightings: Sighting[] = [];
  for await (const sighting of probe.watch(subject, signal)) {
    sightings.push(sighting);
    if (until(sightings)) stop.abort();
  }
  return sightings;
}

/** The facts of one kind among what a probe yielded, in their order. */
export function factsOf<K extends FactKind>(sightings: readonly Sighting[], kind: K): FactOf<K>[] {
  const isOfKind = (fact: Fact): fact is FactOf<K> => fact.kind === kind;
  return sightings.flatMap((sighting) => ('fact' in sighting ? [sighting.fact] : [])).filter(isOfKind);
}

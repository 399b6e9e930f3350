import type { Clock } from '#lib/clock.ts';
import { type Fact, hasConsumer } from './observation.ts';

/**
 * What the probes of one investigation tell each other of how far the job has come: who looks again and again looks closely
 * where something is about to happen, and seldom while nothing can.
 */
export interface Hints {
  /** Its container has started so long ago, ms; undefined where it has not, or nobody saw it. */
  readonly startedForMs: number | undefined;
  /** RabbitMQ has had its consumer for so long, ms. */
  readonly consumerForMs: number | undefined;
  /** Whoever can see it says that there is no consumer yet: no container, or none at the queue. */
  readonly isWithoutConsumer: boolean;
  /** Until the job comes further, for so long at the most; rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Hears of all that is seen. */
export interface HearingHints extends Hints {
  hear(fact: Fact): void;
}

/** Whoever watches the queue tells of it once a second. */
const FRESH_MS = 2_500;

export function createHints(clock: Clock): HearingHints {
  const wakers = new Set<() => void>();
  let isWaiting = false;
  let startedAt: number | undefined;
  let consumerAt: number | undefined;
  let absentAt = Number.NEGATIVE_INFINITY;
  const since = (at: number | undefined) => (at === undefined ? undefined : clock.now() - at);
  const wake = () => {
    for (const waker of wakers) waker();
  };
  const start = () => {
    if (startedAt !== undefined) return;
    startedAt = clock.now();
    isWaiting = false;
    wake();
  };
  const attach = () => {
    if (consumerAt !== undefined) return;
    consumerAt = clock.now();
    wake();
  };
  return {
    get startedForMs() {
      return since(startedAt);
    },
    get consumerForMs() {
      return since(consumerAt);
    },
    get isWithoutConsumer() {
      return consumerAt === undefined && (isWaiting || clock.now() - absentAt < FRESH_MS);
    },
    hear(fact) {
      switch (fact.kind) {
        case 'kubernetes-job-state':
          isWaiting = startedAt === undefined;
          return;
        case 'pod-state':
          if (fact.role === 'grpc' && fact.phase === 'Running') start();
          return;
        case 'kubernetes-event':
          if (fact.reason === 'Started' && fact.object.name.startsWith('grpc-job-')) start();
          return;
        case 'queue-state':
          if (hasConsumer(fact)) attach();
          // What the management API counts is 5 s old: that it knows no queue is not.
          else if (fact.via === 'amqp' || !fact.exists) absentAt = clock.now();
          return;
        default:
          return;
      }
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      const woken = new AbortController();
      const stop = () => woken.abort();
      wakers.add(stop);
      signal.addEventListener('abort', stop, { once: true });
      await clock.sleep(ms, woken.signal).catch(() => undefined);
      wakers.delete(stop);
      signal.removeEventListener('abort', stop);
      signal.throwIfAborted();
    },
  };
}

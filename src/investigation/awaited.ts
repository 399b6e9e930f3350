import type { Clock } from '#lib/clock.ts';
import { type Fact, hasConsumer } from './observation.ts';
import { readinessOf, type Subject } from './subject.ts';
import { configureExcessMs } from './timeline/consumer-clock.ts';

/**
 * What an investigation of a job waits for besides the probes that answer: its consumer where that counts, until its time is
 * up; and its stream, which is what people need it for, until the limit, unless it is out of the bot's reach.
 */
export interface Awaited {
  hear(fact: Fact): void;
  /** Resolves with the last of it. */
  readonly come: Promise<void>;
}

/** A port that refuses may open; one that does not answer is behind something, or slow once. */
const REFUSED = /refused/i;
const OUT_OF_REACH = 2;

/** `streamOver`: nobody looks for the stream any more. */
export function awaitRest(subject: Subject, streamOver: Promise<unknown>, clock: Clock, signal: AbortSignal): Awaited {
  const readiness = readinessOf(subject);
  const attached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  if (readiness !== 'queue') attached.resolve();
  if (!subject.job?.stream || readiness === 'stream') opened.resolve();
  streamOver.then(() => opened.resolve(), opened.resolve);
  const all = Promise.all([attached.promise, opened.promise]).then(() => {});
  const { timeoutMs, limits } = subject;
  const timers = new AbortController();
  const at = (ms: number) =>
    clock.sleep(
      Math.max(0, subject.zero + ms + configureExcessMs(subject) - clock.now()),
      AbortSignal.any([signal, timers.signal]),
    );
  // A job that nobody drives is cleaned up soon after the limit: what is seen then tells nothing of its stream.
  at(Math.min(timeoutMs, limits.consumerFailMs)).then(() => opened.resolve(), opened.resolve);
  const come = Promise.race([all, at(timeoutMs).catch(() => {})]);
  come.finally(() => timers.abort());
  let unanswered = 0;
  return {
    hear(fact) {
      if (fact.kind === 'queue-state' && hasConsumer(fact)) attached.resolve();
      if (fact.kind !== 'stream-port') return;
      unanswered = fact.open || REFUSED.test(fact.detail) ? 0 : unanswered + 1;
      if (fact.open || unanswered >= OUT_OF_REACH) opened.resolve();
    },
    come,
  };
}

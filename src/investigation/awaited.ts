import type { Clock } from '#lib/clock.ts';
import { type Fact, hasConsumer } from './observation.ts';
import { readinessOf, type Subject } from './subject.ts';
import { configureExcessMs } from './timeline/consumer-clock.ts';

/**
 * What an investigation of a job waits for besides the probes that answer, until its time is up: its consumer where that
 * counts, and its stream, which is what people need it for, unless that is out of the bot's reach.
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
  const over = subject.zero + subject.timeoutMs + configureExcessMs(subject);
  const late = new AbortController();
  const isOver = clock.sleep(Math.max(0, over - clock.now()), AbortSignal.any([signal, late.signal])).catch(() => {});
  const come = Promise.race([Promise.all([attached.promise, opened.promise]).then(() => {}), isOver]);
  come.finally(() => late.abort());
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

import { createHints, type Hints } from '#investigation/hints.ts';
import { isJobId } from '#investigation/job-id.ts';
import type { MetadataAnswer } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import { readinessOf, type Subject } from '#investigation/subject.ts';
import { configureExcessMs } from '#investigation/timeline/consumer-clock.ts';
import type { Clock } from '#lib/clock.ts';
import { metadataAnswer } from './classify.ts';
import { type FocusClient, type FocusServerSettings, openFocusClient, type Reply } from './client.ts';
import { unlessOwnTrouble } from './look.ts';
import { createSparing } from './sparing.ts';

export interface MetadataOptions {
  readonly settings: FocusServerSettings;
  readonly clock: Clock;
}

/** Start-to-start; brisk while a healthy job would answer, calmer afterwards. */
const BRISK_MS = 100;
const CALM_MS = 250;
const BRISK_FOR_MS = 10_000;
/** Where its consumer has just come, its answer follows; where there is none, none follows. */
const CLOSE_MS = 50;
const CLOSE_FOR_MS = 3_000;
const IDLE_MS = 1_000;
/** A build without the route will not grow one within the investigation. */
const ABSENT_ROUTE_MS = 1_000;
const REQUEST_MS = 5_000;
const LAST_REQUEST_MS = 1_000;
/** A consumer that is there is looked for once more: one that went at once is none. */
const AGAIN_MS = 300;
/** Where no word of the job comes then, such as in a restart, so long. */
const AGAIN_FOR_MS = 10_000;
/** It may go while others still look. */
const ON_MS = 2_000;

/**
 * Asks `GET /metadata/{job_id}` until the consumer exists, and once more, or the subject's time is over: the answer to the
 * investigation's question; then now and then, whether it stays. The last request leaves at or after the deadline, so an
 * absence covers all of it.
 */
export function metadataProbe({ settings, clock }: MetadataOptions): Probe {
  return {
    id: 'metadata',
    sees: ['metadata-answer', 'clock-reading'],
    about: 'job',
    answers: 'metadata',
    async *watch(subject, signal, hints = createHints(clock)) {
      const client = openFocusClient(settings, clock);
      try {
        yield* poll({ client, clock, hints }, subject, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        client.close();
      }
    },
  };
}

interface Polling {
  readonly client: FocusClient;
  readonly clock: Clock;
  readonly hints: Hints;
}

async function* poll(
  { client, clock, hints }: Polling,
  subject: Subject,
  signal: AbortSignal,
): AsyncGenerator<Sighting> {
  const jobId = jobIdOf(subject);
  const path = `/metadata/${jobId}`;
  let deadline = subject.zero + subject.timeoutMs + configureExcessMs(subject);
  let known = subject.configure?.status !== undefined;
  let clockRead = false;
  const isAsked = readinessOf(subject) === 'metadata';
  let wasReady = false;
  let isAnswered = false;
  let againUntil = 0;
  const sparing = subject.watched && createSparing(subject.zero, hints, clock);
  for (;;) {
    if (sparing && !wasReady) await sparing.untilWorthwhile(deadline, signal);
    const timeoutMs = Math.max(LAST_REQUEST_MS, Math.min(REQUEST_MS, deadline - clock.now()));
    const reply = await client.ask({ path, timeoutMs, signal });
    // A host that was found before is not in the wrong place: its name is lost for a while.
    if (!known || (reply.kind === 'unanswered' && reply.reason === 'not-trusted')) unlessOwnTrouble(reply);
    known ||= reply.kind === 'answered';
    const reading: Sighting | undefined = clockRead ? undefined : clockReading(reply);
    if (reading) yield reading;
    clockRead ||= reading !== undefined;
    const fact = metadataAnswer(reply, jobId);
    yield { at: fact.answeredAt, fact };
    const isReady = fact.answer === 'ready';
    const isTold = wasReady && (isReady || fact.answer === 'id-unknown' || fact.sentAt >= againUntil);
    if (isTold && !isAnswered) yield { at: fact.answeredAt, isAnswered: true };
    isAnswered ||= isTold;
    if (fact.sentAt >= deadline || (sparing && isAnswered)) return;
    if (isReady && !wasReady) againUntil = fact.answeredAt + AGAIN_FOR_MS;
    deadline = Math.max(deadline, againUntil);
    wasReady ||= isReady;
    if (sparing && !wasReady) continue;
    const paceMs = isAsked && !sparing ? pace(fact, subject.zero, hints) : IDLE_MS;
    const next = isAnswered
      ? Math.min(fact.answeredAt + ON_MS, deadline)
      : isReady
        ? fact.answeredAt + AGAIN_MS
        : Math.min(fact.sentAt + paceMs, deadline);
    const leftMs = Math.max(0, next - clock.now());
    await (isReady || isAnswered ? clock.sleep(leftMs, signal) : hints.sleep(leftMs, signal));
  }
}

function jobIdOf({ job }: Subject): string {
  if (!job || !isJobId(job.id)) throw new Error(`asked for the metadata of "${job?.id}", which is not a job id`);
  return job.id;
}

function pace({ answer, sentAt }: MetadataAnswer, zero: number, hints: Hints): number {
  const { consumerForMs, startedForMs, isWithoutConsumer } = hints;
  if (answer === 'route-absent') return ABSENT_ROUTE_MS;
  if (isWithoutConsumer) return IDLE_MS;
  if (consumerForMs !== undefined && consumerForMs < CLOSE_FOR_MS) return CLOSE_MS;
  return (consumerForMs ?? startedForMs ?? sentAt - zero) < BRISK_FOR_MS ? BRISK_MS : CALM_MS;
}

function clockReading(reply: Reply): Sighting | undefined {
  if (reply.kind === 'unanswered' || reply.date === undefined) return undefined;
  const { sentAt, answeredAt, date } = reply;
  const fact = { kind: 'clock-reading' as const, clock: 'focus-server' as const, sentAt, answeredAt, stamp: date };
  return { at: answeredAt, fact };
}

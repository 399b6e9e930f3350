import { createHints, type Hints } from '#investigation/hints.ts';
import { BlindError, type Probe, type Sighting, whyOf } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { lookAtBroker } from './broker.ts';
import { lookByAmqp } from './by-amqp.ts';
import { lookByManagement } from './by-management.ts';
import type { RabbitmqSettings } from './client.ts';
import type { QueueWatch } from './queue-watch.ts';
import { createReporter } from './reporter.ts';

export interface Looking {
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
}

/** How long the look after the end may take, so that what was absent is seen absent to the end. */
const LAST_LOOK_MS = 600;

/**
 * Watches the job's queue until the signal: its name by the management API, its consumers and ready messages exactly
 * by AMQP. With one of the two alone it tells what that one can see. It declares passively and makes nothing. Without a
 * job it looks once at the broker.
 */
export function queueProbe({ settings, clock }: Looking): Probe {
  return {
    id: 'queue',
    sees: ['broker-state', 'queue-state'],
    about: 'environment',
    once: true,
    async *watch(subject, signal, hints = createHints(clock)) {
      const { job } = subject;
      if (signal.aborted) return;
      if (!job) return yield* lookAtBroker({ settings, clock, signal });
      const left = new AbortController();
      const sightings = createAsyncQueue<Sighting>();
      const looking = lookAll(watchOf({ settings, clock, hints }, subject, job.id, signal, left.signal, sightings.put));
      looking.then(() => sightings.end(), sightings.end);
      try {
        yield* sightings;
      } finally {
        left.abort();
        await looking.catch(() => {});
      }
    },
  };
}

function watchOf(
  { settings, clock, hints }: Looking & { readonly hints: Hints },
  { zero }: Subject,
  jobId: string,
  signal: AbortSignal,
  left: AbortSignal,
  put: (sighting: Sighting) => void,
): QueueWatch {
  const over = AbortSignal.any([signal, left]);
  const late = new AbortController();
  const afterLastLook = () =>
    clock.sleep(LAST_LOOK_MS, left).then(
      () => late.abort(),
      () => {},
    );
  over.addEventListener('abort', afterLastLook, { once: true });
  const stop = AbortSignal.any([late.signal, left]);
  const reporter = createReporter(clock, put);
  const hasAmqp = settings.amqpUrl !== undefined;
  const amqp = { amqp: undefined, amqpPending: hasAmqp, amqpGivenUp: !hasAmqp };
  return {
    settings,
    clock,
    reporter,
    hints,
    jobId,
    zero,
    over,
    stop,
    queue: undefined,
    listed: false,
    locked: false,
    ...amqp,
    lastLookMade: false,
  };
}

/** Both ways side by side. One that is refused leaves the other; when none is left, the watch is blind. */
async function lookAll(watching: QueueWatch): Promise<void> {
  const { amqpUrl, managementUrl } = watching.settings;
  const ways = [
    ...(amqpUrl ? [refusalOf(watching, 'amqp', lookByAmqp(watching, amqpUrl))] : []),
    ...(managementUrl ? [refusalOf(watching, 'management', lookByManagement(watching, managementUrl))] : []),
  ];
  const refusals = await Promise.all(ways);
  const [first] = refusals;
  if (first && refusals.every((refusal) => refusal !== undefined)) throw first;
  watching.reporter.end();
}

async function refusalOf(
  watching: QueueWatch,
  via: 'amqp' | 'management',
  way: Promise<void>,
): Promise<BlindError | undefined> {
  try {
    await way;
    return undefined;
  } catch (error) {
    if (!(error instanceof BlindError)) throw error;
    const { reason, message } = error;
    const why = whyOf(error);
    if (via === 'amqp') Object.assign(watching, { amqpPending: false, amqpGivenUp: true });
    if (reason === 'refused') watching.reporter.broker({ reachable: true, via, alarms: [], detail: message });
    if (reason === 'not-trusted' || reason === 'misdirected') watching.reporter.blind(why);
    watching.reporter.cannotTell(via, why);
    return error;
  }
}

/** Carries items from who finds them to one reader, in order. */
export interface AsyncQueue<T> extends AsyncIterable<T> {
  put(item: T): void;
  /** The reader ends after what was put before, with the error when there is one. */
  end(error?: unknown): void;
}

function createAsyncQueue<T>(): AsyncQueue<T> {
  const items: T[] = [];
  let ended: { readonly error?: unknown } | undefined;
  let wake = () => {};
  return {
    put: (item) => {
      items.push(item);
      wake();
    },
    end: (error) => {
      ended ??= { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* items.splice(0);
        if (items.length > 0) continue;
        if (ended?.error !== undefined) throw ended.error;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

import type { BrokerState, QueueState } from '#investigation/observation.ts';
import type { Sighting, Why } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { NOT_TOLD } from './management.ts';

/** Decides what of all that was looked at is worth telling. */
export interface Reporter {
  /** A look at the queue; `last` is told in any case. */
  queue(look: Omit<QueueState, 'kind'>, last: boolean): void;
  /** A broker that answers is told once and when something changes; one that does not, each time. */
  broker(state: Omit<BrokerState, 'kind'>): void;
  /** One way to the broker is closed to the bot by its own trust or settings. */
  blind(why: Why): void;
  /** One way of looking tells nothing of the queue at this time, and why. */
  cannotTell(via: 'amqp' | 'management', why: Why): void;
  /** The watch is over. */
  end(): void;
}

/** An unchanged queue is told again so often: what was true to the end must be seen to the end. */
const AGAIN_MS = 1_000;
/** A gap shorter than this is no gap: connections need a moment, and queues appear within seconds. */
const BLIND_MS = 5_000;
/** Seen to the end means seen within so long before it. */
const END_MS = 2_000;
/** Statistics are 5 s old at most: a queue that has none after that long will not get any. */
const UNTOLD_MS = 7_000;
const LOCKED: Why = {
  reason: 'not-told',
  detail: 'the queue is exclusive to another connection, which AMQP says, and not its consumers and messages',
  mend: 'Give rabbitmq.managementUrl in focus.yml the address of the management API, which tells them',
};

export function createReporter(clock: Clock, put: (sighting: Sighting) => void): Reporter {
  const told = new Map<string, string>();
  const causes = new Map<string, Why>();
  const began = clock.now();
  let queue: { readonly key: string; readonly at: number } | undefined;
  let untold: { readonly at: number; readonly fact: QueueState } | undefined;
  let seenAt: number | undefined;
  let latest = began;
  let gapTold = false;
  let numberlessSince: number | undefined;
  let untoldTold = false;

  return {
    queue: (look, last) => {
      const at = clock.now();
      const fact: QueueState = { kind: 'queue-state', ...look };
      const key = JSON.stringify([look.name, look.exists, look.consumers, look.ready]);
      const changed = key !== queue?.key;
      seenAt = at;
      gapTold = false;
      noteNumbers(fact, at);
      if (!last && queue && !changed && at - queue.at < AGAIN_MS) {
        untold = { at, fact };
        return;
      }
      // The look just before a change narrows the time in which it came.
      if (changed && untold && untold.at >= latest) tell(untold);
      untold = undefined;
      queue = { key, at };
      tell({ at, fact });
    },
    broker: (state) => {
      const fact: BrokerState = { kind: 'broker-state', ...state };
      const { via, ...rest } = state;
      const key = JSON.stringify(rest);
      if (state.reachable && told.get(via) === key) return;
      told.set(via, key);
      tell({ at: clock.now(), fact });
    },
    blind: (why) => tell({ at: clock.now(), gap: { kinds: ['broker-state'], ...why } }),
    cannotTell: (via, why) => {
      causes.set(via, why);
      if (clock.now() - (seenAt ?? began) >= BLIND_MS) tellGap();
    },
    end: () => {
      if (seenAt === undefined || clock.now() - seenAt >= END_MS) tellGap();
    },
  };

  function tell(sighting: Sighting): void {
    latest = sighting.at;
    put(sighting);
  }

  function noteNumbers({ exists, consumers, via }: QueueState, at: number): void {
    numberlessSince = exists && consumers === undefined ? (numberlessSince ?? at) : undefined;
    if (untoldTold || numberlessSince === undefined || at - numberlessSince < UNTOLD_MS) return;
    untoldTold = true;
    tell({ at, gap: { kinds: ['queue-state'], ...(via === 'amqp' ? LOCKED : NOT_TOLD) } });
  }

  function tellGap(): void {
    if (gapTold) return;
    gapTold = true;
    const whys = ['management', 'amqp'].flatMap((via) => causes.get(via) ?? []);
    const reason = whys[0]?.reason ?? 'cut-short';
    const mend = whys.find((why) => why.mend !== undefined)?.mend;
    const detail = whys.map((why) => why.detail).join('; ') || 'the watch ended before RabbitMQ had answered';
    tell({ at: clock.now(), gap: { kinds: ['queue-state'], reason, detail, ...(mend !== undefined && { mend }) } });
  }
}

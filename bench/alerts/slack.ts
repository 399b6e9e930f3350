import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import type { Random } from '#lab/random.ts';
import type { Clock } from '#lib/clock.ts';
import { type Spell, spellAt } from './truth.ts';

/** What people see. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string;
  /** The messenger's, from the metadata. */
  readonly key: string;
  readonly at: number;
  text: string;
  blocks: unknown;
}

interface Posted {
  readonly channel: string;
  readonly text: string;
  readonly blocks: unknown;
  readonly thread_ts?: string;
  readonly metadata: { readonly event_payload: { readonly key: string } };
}

const LATENCY_MS = 300;

/** A workspace whose calls fail now and then, before or after they were done, and for minutes in an outage. */
export function createSlack(clock: Clock, random: Random, outages: readonly Spell[]) {
  const messages: Message[] = [];
  let calls = 0;
  let failures = 0;

  async function call<T>(work: () => T): Promise<T> {
    calls += 1;
    await clock.sleep(LATENCY_MS);
    const chance = random.next();
    const isOut = spellAt(outages, clock.now()) !== undefined;
    const failing = isOut ? 0.95 : 0.03;
    if (chance < failing) {
      failures += 1;
      if (chance < failing * 0.25) throw new WebAPIRequestError(new Error('connect ECONNREFUSED'));
      if (chance < failing * 0.5) throw new WebAPIPlatformError({ ok: false, error: 'internal_error' });
      if (chance < failing * 0.75) throw new WebAPIRateLimitedError(Math.ceil(random.between(1, 30)));
      work();
      throw new WebAPIRequestError(new Error('socket hang up'));
    }
    return work();
  }

  function post({ channel, text, blocks, thread_ts: thread, metadata }: Posted) {
    const ts = `${(clock.now() / 1_000).toFixed(3)}${String(messages.length % 1_000).padStart(3, '0')}`;
    const { key } = metadata.event_payload;
    messages.push({ channel, ts, key, at: clock.now(), text, blocks, ...(thread === undefined ? {} : { thread }) });
    return { ok: true, channel, ts };
  }

  function update({ channel, ts, text, blocks }: Pick<Message, 'channel' | 'ts' | 'text' | 'blocks'>) {
    const message = messages.find((one) => one.channel === channel && one.ts === ts);
    if (message) Object.assign(message, { text, blocks });
    return { ok: true };
  }

  async function* paginate(_method: string, { channel, ts, oldest }: Record<'channel' | 'ts' | 'oldest', string>) {
    yield await call(() => ({
      messages: messages
        .filter((one) => one.channel === channel && one.thread === ts && one.at >= Number(oldest) * 1_000)
        .map((one) => ({
          ts: one.ts,
          bot_id: 'B1',
          metadata: { event_type: 'focus_message', event_payload: { key: one.key } },
        })),
    }));
  }

  const client = {
    chat: {
      postMessage: (message: Posted) => call(() => post(message)),
      update: (message: Message) => call(() => update(message)),
    },
    paginate,
  } as unknown as WebClient;

  return {
    client,
    messages: messages as readonly Message[],
    get calls() {
      return { calls, failures };
    },
  };
}

export type SimulatedSlack = ReturnType<typeof createSlack>;

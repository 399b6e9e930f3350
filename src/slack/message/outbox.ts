import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { ANSWER_MS } from '../edge/client.ts';
import { describeFailure, explainFailure, judgeFailure } from './failure.ts';

/** Where a message is. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** One thing to be sent once. */
export interface Letter {
  /** The same for each attempt at it, also after a restart. */
  readonly key: string;
  /** Such as `a message to channel C1`. */
  readonly what: string;
  /** Does it when it may be sent; others wait until it is over. */
  inTurn?(send: () => Promise<MessageRef>): Promise<MessageRef>;
  send(): Promise<MessageRef>;
  /** Looks in Slack for what an earlier attempt sent after `since`, ms since the epoch. */
  find(since: number): Promise<MessageRef | undefined>;
}

export interface OutboxOptions {
  readonly redis: Pick<Redis, 'get' | 'set' | 'del'>;
  /** Of every key. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

const ATTEMPTS = 5;
/** Long after the last edit of a message; Redis forgets it then. */
const KEPT_SECONDS = 30 * 24 * 3600;

/** An intent, and once it is sent also where it went. */
interface Entry {
  readonly at: number;
  readonly ref?: MessageRef;
}

/** Where a letter went; undefined when it was never sent, or is still on its way. */
export async function whereSent(
  redis: Pick<Redis, 'get'>,
  prefix: string,
  key: string,
): Promise<MessageRef | undefined> {
  const text = await redis.get(entryName(prefix, key));
  const entry: Entry | undefined = text === null ? undefined : JSON.parse(text);
  return entry?.ref;
}

function entryName(prefix: string, key: string): string {
  return `${prefix}:message:${key}`;
}

/**
 * Sends a letter once, though Slack has no idempotency key and this process may die at any moment: the intent is
 * written before, the place after, and whoever finds an intent without a place looks in Slack before sending again.
 * Rejects with an ExplainedError when Slack does not take it.
 */
export function createOutbox({ redis, prefix, clock, log }: OutboxOptions): (letter: Letter) => Promise<MessageRef> {
  const running = new Map<string, Promise<MessageRef>>();

  async function deliver(letter: Letter): Promise<MessageRef> {
    const sent = await whereSent(redis, prefix, letter.key);
    if (sent) return sent;
    return letter.inTurn ? letter.inTurn(() => sendNow(letter)) : sendNow(letter);
  }

  /** The intent is written when the turn has come: whoever finds one takes it for a call that has begun. */
  async function sendNow(letter: Letter): Promise<MessageRef> {
    const name = entryName(prefix, letter.key);
    const intent: Entry = { at: clock.now() };
    const fresh = await redis.set(name, JSON.stringify(intent), 'EX', KEPT_SECONDS, 'NX');
    const entry = fresh ? intent : await readSettled(name, intent);
    if (entry.ref) return entry.ref;
    const ref = await insist(letter, name, entry.at, !fresh);
    await redis.set(name, JSON.stringify({ ...entry, ref }), 'EX', KEPT_SECONDS);
    return ref;
  }

  /** Another attempt's entry, once that attempt has come to its end one way or the other. */
  async function readSettled(name: string, intent: Entry): Promise<Entry> {
    const entry = await read(name, intent);
    if (entry.ref) return entry;
    const leftMs = entry.at + ANSWER_MS - clock.now();
    if (leftMs <= 0) return entry;
    await clock.sleep(leftMs);
    return read(name, intent);
  }

  async function read(name: string, intent: Entry): Promise<Entry> {
    const text = await redis.get(name);
    return text === null ? intent : JSON.parse(text);
  }

  /** `mayBeSent`: an attempt began whose end nobody has seen, so Slack is searched before the next one. */
  async function insist(letter: Letter, name: string, since: number, mayBeSent: boolean): Promise<MessageRef> {
    let unsure = mayBeSent;
    for (let attempt = 1; ; attempt++) {
      try {
        const found = unsure ? await lookUp(letter, since) : undefined;
        if (found) return found;
        return await letter.send();
      } catch (error) {
        const failure = judgeFailure(error);
        const hopeless = failure.kind !== 'limited' && failure.kind !== 'unsure';
        unsure ||= failure.kind === 'unsure';
        // Slack certainly did not do it: nothing to look for later.
        if (hopeless) await redis.del(name);
        if (hopeless || attempt === ATTEMPTS) throw explainFailure(error, letter.what);
        log.warn(
          { key: letter.key, failure: describeFailure(error), attempt },
          'a message could not be sent: trying again',
        );
        await clock.sleep(failure.kind === 'limited' ? failure.waitMs : attempt * 1_000);
      }
    }
  }

  /** Rejects when Slack may answer later; where it never lets this bot look, nothing is found. */
  async function lookUp(letter: Letter, since: number): Promise<MessageRef | undefined> {
    try {
      return await letter.find(since);
    } catch (error) {
      const { kind } = judgeFailure(error);
      if (kind === 'limited' || kind === 'unsure') throw error;
      log.warn(
        { key: letter.key, failure: describeFailure(error) },
        'an earlier message could not be looked for: sending anew',
      );
      return undefined;
    }
  }

  return (letter) => {
    const same = running.get(letter.key);
    if (same) return same;
    const delivery = deliver(letter).finally(() => running.delete(letter.key));
    running.set(letter.key, delivery);
    return delivery;
  };
}

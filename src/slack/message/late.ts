import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { hold, letGo } from '#lib/lease.ts';
import type { Log } from '#lib/logger.ts';
import { inert } from '../blocks/escape.ts';
import { channelMention, context } from '../blocks/rich.ts';
import type { Content } from './content.ts';
import { explainFailure, isForGood } from './failure.ts';
import type { MessageRef } from './outbox.ts';
import type { Messenger } from './post.ts';
import type { Standing } from './states.ts';

/** What Slack did not take when it was to be told. */
export interface Untold {
  /** As the messenger's keys; kept again under the same, it is kept once. */
  readonly key: string;
  readonly how:
    | { readonly kind: 'edit'; readonly of: MessageRef; readonly standing: Standing }
    | { readonly kind: 'reply'; readonly to: MessageRef }
    | { readonly kind: 'message'; readonly channel: string };
  readonly content: Content;
  /** Slack user id of whoever waits for it. */
  readonly asker: string;
}

/** One that waits until Slack takes it. */
export interface Waiting extends Untold {
  /** ms since the epoch */
  readonly since: number;
  readonly tries: number;
  readonly nextAt: number;
  /** What Slack said to the last try. */
  readonly why: string;
}

export interface Late {
  /** Tells it now; what Slack does not take waits. */
  tell(untold: Untold): Promise<void>;
  /** Keeps it until Slack takes it, and lets the asker know. */
  keep(untold: Untold, why: unknown): Promise<void>;
  /** Tries what is due; of all processes one does. */
  round(): Promise<void>;
  /** Rounds until the signal; never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LateOptions {
  readonly redis: Pick<Redis, 'hset' | 'hget' | 'hdel' | 'hlen' | 'hgetall' | 'eval'>;
  /** Of every key. */
  readonly prefix: string;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
}

const ROUND_MS = 15_000;
const LONGEST_PAUSE_MS = 2 * 60_000;
/** A process that dies in its round holds up the others for so long. */
const TURN_MS = 60_000;

/** What waits, the oldest first. */
export async function readWaiting(redis: Pick<Redis, 'hgetall'>, prefix: string): Promise<readonly Waiting[]> {
  const kept = Object.values(await redis.hgetall(keyOf(prefix))).map((text): Waiting => JSON.parse(text));
  return kept.toSorted((one, other) => one.since - other.since);
}

function keyOf(prefix: string): string {
  return `${prefix}:outbox`;
}

/** Nothing is given up in silence: what Slack refuses stays here until it takes it, or its asker has it where its message is gone. */
export function createLate({ redis, prefix, messenger, clock, log }: LateOptions): Late {
  const kept = keyOf(prefix);
  const turn = { redis, key: `${kept}:turn`, holder: randomUUID() };

  const write = (waiting: Waiting) => redis.hset(kept, waiting.key, JSON.stringify(waiting));

  async function letKnow(key: string, channel: string, text: string): Promise<void> {
    try {
      await messenger.open(key, { channel, content: { text }, urgency: 'answer' });
    } catch (error) {
      log.warn({ key, error: describeError(error) }, 'an asker could not be told that something is late');
    }
  }

  async function deliver(waiting: Waiting): Promise<void> {
    const { key, how, asker, since } = waiting;
    const forMs = clock.now() - since;
    const content = saidLate(waiting.content, forMs);
    await tell(key, how, content);
    await redis.hdel(kept, key);
    log.info({ key, lateMs: forMs, tries: waiting.tries + 1 }, 'told late');
    if (how.kind === 'edit')
      await letKnow(`${key}:late`, asker, `Told now, late by ${formatDuration(forMs)}, in ${placeOf(how)}.`);
  }

  async function tell(key: string, how: Untold['how'], content: Content): Promise<void> {
    switch (how.kind) {
      case 'edit': {
        const edits = messenger.edits(how.of);
        edits.show(content, how.standing);
        const ending = await edits.flush();
        if (ending.kind === 'untold') throw ending.why;
        return;
      }
      case 'reply':
        return void (await messenger.reply(key, how.to, content));
      case 'message':
        return void (await messenger.open(key, { channel: how.channel, content, urgency: 'answer' }));
    }
  }

  async function attempt(waiting: Waiting): Promise<void> {
    try {
      await deliver(waiting);
    } catch (error) {
      if (isForGood(error)) return letGoOf(waiting, error);
      const tries = waiting.tries + 1;
      const nextAt = clock.now() + Math.min(LONGEST_PAUSE_MS, ROUND_MS * 2 ** Math.min(tries, 10));
      const why = wordsOf(error);
      log.error({ key: waiting.key, tries, why }, 'still not told: it waits in the outbox');
      await write({ ...waiting, tries, nextAt, why });
    }
  }

  /** What it was to be told in is gone, such as a message that somebody deleted: the asker has it alone. */
  async function letGoOf(untold: Untold, error: unknown): Promise<void> {
    await redis.hdel(kept, untold.key);
    log.error({ key: untold.key, why: wordsOf(error) }, 'cannot be told where it was to be');
    await letKnowOf(untold, error, 'alone', 'It is shown to you alone');
  }

  async function letKnowOf(untold: Untold, error: unknown, name: string, next: string): Promise<void> {
    const { key, how, asker, content } = untold;
    if (how.kind === 'message') return;
    const text = `${content.text}\n_This could not be shown in ${placeOf(how)}: ${inert(wordsOf(error), 500)}. ${next}._`;
    await letKnow(`${key}:${name}`, asker, text);
  }

  async function round(): Promise<void> {
    if ((await redis.hlen(kept)) === 0 || !(await hold(turn, TURN_MS))) return;
    try {
      for (const waiting of await readWaiting(redis, prefix)) {
        if (waiting.nextAt > clock.now()) continue;
        await attempt(waiting);
        if (!(await hold(turn, TURN_MS))) return;
      }
    } finally {
      await letGo(turn);
    }
  }

  async function keep(untold: Untold, error: unknown): Promise<void> {
    if (isForGood(error)) return letGoOf(untold, error);
    const why = wordsOf(error);
    const now = clock.now();
    if ((await redis.hget(kept, untold.key)) === null)
      await write({ ...untold, since: now, tries: 0, nextAt: now + ROUND_MS, why });
    log.error({ key: untold.key, why }, 'could not be told: it waits in the outbox');
    if (untold.how.kind !== 'edit') return;
    await letKnowOf(untold, error, 'waits', 'It waits, and is told there as soon as it can be');
  }

  return {
    tell: ({ key, how, content, asker }) =>
      tell(key, how, content).catch((error) => keep({ key, how, content, asker }, error)),

    keep,

    round,

    async run(signal) {
      while (!signal.aborted) {
        await round().catch((error) => log.warn({ error: describeError(error) }, 'the outbox could not be looked at'));
        await clock.sleep(ROUND_MS, signal).catch(() => undefined);
      }
    },
  };
}

function wordsOf(error: unknown): string {
  const explained = explainFailure(error, 'it');
  return explained instanceof ExplainedError ? explained.message : describeError(explained);
}

function placeOf(how: Exclude<Untold['how'], { kind: 'message' }>): string {
  return channelMention((how.kind === 'edit' ? how.of : how.to).channel);
}

/** Slack takes so many blocks in a message. */
const MOST_BLOCKS = 50;

function saidLate({ text, blocks = [], ...others }: Content, forMs: number): Content {
  const words = `Told late by ${formatDuration(forMs)}: Slack did not take it before`;
  const room = blocks.length < MOST_BLOCKS;
  return { ...others, text: `${text}\n${words}`, blocks: room ? [...blocks, context([words])] : blocks };
}

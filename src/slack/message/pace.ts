import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';

/** What is said first where not all can be said at once: what is broken, then what somebody waits for, then the rest. */
const URGENCIES = ['alert', 'answer', 'course'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** The turns of all calls of one kind, those of other processes too. */
export interface Pace {
  /** Resolves when the next call may go: the urgent ones first, as they are when the turn comes. */
  turn(urgency: () => Urgency): Promise<void>;
  /** Does it when its turn comes; the next call goes no sooner after its end than it may after its beginning. */
  during<T>(urgency: () => Urgency, call: () => Promise<T>): Promise<T>;
  /** No call goes before this many milliseconds. */
  rest(ms: number): void;
}

/** The pace called so, with at least so many ms between two calls; asked for again, the same. */
export type PaceOf = (name: string, everyMs: number) => Pace;

/** The turns that are free, for all processes. */
export interface Turns {
  /** 0: it is taken, and the next is not before so many ms. Else it is another's, and free after what this gives. */
  take(name: string, everyMs: number): Promise<number>;
  /** The next ones are not before so many ms. */
  rest(name: string, ms: number): Promise<void>;
}

export function createPaces(turns: Turns, clock: Clock): PaceOf {
  const known = new Map<string, Pace>();
  return (name, everyMs) => {
    const pace = known.get(name) ?? createPace(name, everyMs, turns, clock);
    known.set(name, pace);
    return pace;
  };
}

/** What is less urgent lets what is more urgent go first, also that of another process; ms for each step. */
const DEFERENCE_MS = 25;

function createPace(name: string, everyMs: number, turns: Turns, clock: Clock): Pace {
  const waiting: { readonly urgency: () => Urgency; go(): Promise<unknown> | undefined }[] = [];
  let free = 0;
  let serving = false;
  let held: Promise<unknown> | undefined;

  /** One turn is taken at a time, and given to what is most urgent by then. */
  async function serve(): Promise<void> {
    serving = true;
    while (waiting.length > 0) {
      // What is asked for in the same moment is weighed together.
      await new Promise((resolve) => setImmediate(resolve));
      await ours();
      const [next] = waiting.splice(mostUrgent().index, 1);
      held = next?.go();
    }
    serving = false;
  }

  async function ours(): Promise<void> {
    for (;;) {
      await held;
      if (free > clock.now()) await clock.sleep(free - clock.now());
      const ms = await turns.take(name, everyMs).catch(() => undefined);
      if (ms === 0) return;
      // The connection is closed: this process is about to end.
      if (ms === undefined) return clock.sleep(everyMs);
      await clock.sleep(ms + mostUrgent().rank * DEFERENCE_MS);
    }
  }

  function mostUrgent(): { readonly rank: number; readonly index: number } {
    const ranks = waiting.map(({ urgency }) => URGENCIES.indexOf(urgency()));
    const rank = Math.min(...ranks);
    return { rank, index: ranks.indexOf(rank) };
  }

  function rest(ms: number): void {
    free = Math.max(free, clock.now() + ms);
    turns.rest(name, ms).catch(() => undefined);
  }

  function wait(urgency: () => Urgency, go: () => Promise<unknown> | undefined): void {
    waiting.push({ urgency, go });
    if (!serving) void serve();
  }

  return {
    turn: (urgency) => new Promise((resolve) => wait(urgency, () => void resolve())),
    during: (urgency, call) =>
      new Promise((resolve) =>
        wait(urgency, () => {
          const ended = call();
          resolve(ended);
          return ended.catch(() => undefined).finally(() => rest(everyMs));
        }),
      ),
    rest,
  };
}

/** A turn farther ahead than this is of a host whose clock is wrong: it holds up nobody. */
const FARTHEST_MS = 60_000;

const TAKE = `
local now, every, farthest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local wait = tonumber(redis.call('GET', KEYS[1]) or '0') - now
if wait > 0 and wait <= farthest then return string.format('%.0f', wait) end
redis.call('SET', KEYS[1], string.format('%.0f', now + every), 'PX', 2 * farthest)
return '0'`;

const REST = `
local free = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', ARGV[2])
return 1`;

/** Of all processes with this Redis; while it is away, turns are waited for. */
export function sharedTurns(redis: Pick<Redis, 'eval'>, prefix: string, clock: Clock): Turns {
  const keyOf = (name: string) => `${prefix}:pace:${name}`;
  return {
    take: async (name, everyMs) =>
      Number(await redis.eval(TAKE, 1, keyOf(name), Math.ceil(clock.now()), everyMs, FARTHEST_MS)),
    async rest(name, ms) {
      const until = Math.ceil(clock.now() + Math.min(ms, FARTHEST_MS));
      await redis.eval(REST, 1, keyOf(name), until, 2 * FARTHEST_MS);
    },
  };
}

/** Of this process alone. */
export function ownTurns(clock: Clock): Turns {
  const free = new Map<string, number>();
  const freeAt = (name: string) => free.get(name) ?? 0;
  return {
    async take(name, everyMs) {
      const now = clock.now();
      if (freeAt(name) > now) return freeAt(name) - now;
      free.set(name, now + everyMs);
      return 0;
    },
    rest: async (name, ms) => void free.set(name, Math.max(freeAt(name), clock.now() + ms)),
  };
}

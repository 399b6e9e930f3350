import type { Redis } from 'ioredis';
import type { Book, Incident, Notice } from '#checks/book.ts';
import { dueNotices, staleMessages } from '#checks/escalation.ts';
import { createKeeper } from '#checks/keeper.ts';
import type { Random } from '#lab/random.ts';
import type { Clock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { createPaces } from '#slack/message/pace.ts';
import { createMessenger } from '#slack/message/post.ts';
import { createIncidentTeller } from '#slack/tell/incident.ts';
import { checks } from './checks.ts';
import type { SimulatedClock } from './clock.ts';
import type { SimulatedSlack } from './slack.ts';
import type { Storage } from './storage.ts';

export interface BotOptions {
  readonly clock: SimulatedClock;
  readonly storage: Storage;
  readonly slack: SimulatedSlack;
  readonly random: Random;
  /** Chance to die at each step that leaves the process, before or after it. */
  readonly deathRate: number;
  confirm(check: string, id: string): void;
  /** Each try to tell something. */
  telling(incident: Incident, notice: Notice, at: number): void;
}

/** How seldom the keeper looks while nothing happens. */
const IDLE_MS = 5 * 60_000;

/** The real keeper, teller and messenger in a process that may die between any two steps; all it knew is lost then. */
export function openBot(options: BotOptions) {
  const { clock, random, deathRate } = options;
  let deaths = 0;
  let kill: () => void = () => {};

  function live(): void {
    let isAlive = true;
    const never = new Promise<never>(() => {});
    kill = () => {
      if (!isAlive) return;
      isAlive = false;
      deaths += 1;
      clock.at(clock.now() + random.between(5_000, 180_000), live);
    };
    /** A step that this process does not survive has no end for it. */
    const step = async <T>(work: () => Promise<T>, rate = deathRate): Promise<T> => {
      if (random.next() < rate) kill();
      if (!isAlive) return never;
      const result = await work().catch((error: unknown) => (isAlive ? Promise.reject(error) : never));
      if (random.next() < rate) kill();
      return isAlive ? result : never;
    };
    const sleep: Clock['sleep'] = (ms, signal) => step(() => clock.sleep(ms, signal), 0);
    void keep({ ...options, clock: { ...clock, sleep } }, step);
  }

  live();
  return {
    kill: () => kill(),
    get deaths() {
      return deaths;
    },
  };
}

type Step = <T>(work: () => Promise<T>, rate?: number) => Promise<T>;

function keep({ clock, storage, slack, confirm, telling }: BotOptions, step: Step): Promise<void> {
  const { store, redis } = storage;
  const mortal = {
    get: (key: string) => step(() => redis.get(key)),
    set: (key: string, value: string, ...more: readonly unknown[]) => step(() => redis.set(key, value, ...more)),
    del: (key: string) => step(() => redis.del(key)),
  } as unknown as Pick<Redis, 'get' | 'set' | 'del'>;
  const { states } = storage;
  const paceOf = createPaces(storage.turns, clock);
  const messenger = createMessenger({
    client: slack.client,
    redis: mortal,
    prefix: PREFIX,
    states,
    paceOf,
    clock,
    log: silentLog,
  });
  const checkOf = (name: string) => checks.find((check) => check.name === name);
  const nothing = async () => undefined;
  const teller = createIncidentTeller({ messenger, checkOf, reported: nothing, draw: nothing, log: silentLog });
  let book: Book | undefined;
  const keeper = createKeeper({
    store: {
      ...store,
      read: () => step(store.read, 0),
      events: (count) => step(() => store.events(count), 0),
      keep: (next, taken, holder) => {
        book = next;
        return step(() => store.keep(next, taken, holder));
      },
    },
    checks,
    holder: 'bot',
    tell(incident, notice) {
      telling(incident, notice, clock.now());
      return step(() => teller.tell(incident, notice));
    },
    show: (incident) => step(() => teller.show(incident)),
    callOut: async () => ({ kind: 'taken' }),
    // Nobody pauses.
    tellPause: async () => {},
    confirm: (check, id) => step(async () => confirm(check, id)),
    clock: { ...clock, sleep: (ms, signal) => rest(ms, signal) },
    log: silentLog,
  });

  /** The keeper looks each second; a month of looking at nothing is left out. */
  async function rest(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms > 1_000) return clock.sleep(ms, signal);
    const now = clock.now();
    const next = Math.min(
      now + IDLE_MS,
      ...Object.values(book?.checks ?? {}).map(({ confirmAt = now + IDLE_MS }) => confirmAt),
    );
    await new Promise<void>((resolve) => {
      const cancel = clock.at(hasWork() ? now + ms : Math.max(now + ms, next), resolve);
      storage.onRecord(() => {
        cancel();
        clock.at(Math.max(now + ms, clock.now()), resolve);
      });
    });
  }

  function hasWork(): boolean {
    const now = clock.now();
    if (!book || storage.waiting() > 0) return true;
    return staleMessages(book, checks, now).length > 0 || dueNotices(book, checks, now).length > 0;
  }

  return keeper(new AbortController().signal, () => true);
}

import type { BookEvent, Incident, Notice, Outcome, PauseNews, RunResult } from '#checks/book.ts';
import { type BookStore, createBookStore, keeperKey } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import { createKeeper, type KeeperTools } from '#checks/keeper.ts';
import type { Clock } from '#lib/clock.ts';
import { createIncidentTeller } from '#slack/tell/incident.ts';
import { NOON, runResult } from './book.ts';
import { logLines } from './log-lines.ts';
import { manualClock } from './manual-clock.ts';
import type { SlackWorld } from './slack-world.ts';

const PREFIX = 'stage';
const ROUND_MS = 1_000;

/** Something that never comes to an end. */
export const never = <T>() => new Promise<T>(() => {});

export type KeeperStage = ReturnType<typeof openKeeperStage>;

/** Processes that keep one book of checks in the lab's Redis, each by its rounds, on a clock that stands at noon. */
export function openKeeperStage({ redis, messenger }: SlackWorld, ...checks: readonly Check[]) {
  const clock = manualClock(NOON);
  const { lines, log } = logLines();
  const store = createBookStore({ redis, prefix: PREFIX, log });
  /** What was told so far: the incident's first member, and the kind of news. */
  const told: string[] = [];

  /** What a process tells with, to the lab's Slack. */
  function slackTeller() {
    const checkOf = (name: string) => checks.find((check) => check.name === name);
    const nothing = async () => undefined;
    return createIncidentTeller({ messenger: messenger(), checkOf, reported: nothing, draw: nothing, log });
  }

  /** A process that has the lease now; its first round is under way. */
  async function begin(holder: string, over: Partial<KeeperTools> = {}) {
    await redis.set(keeperKey(PREFIX), holder);
    const stop = new AbortController();
    let isHeld = true;
    let rested = Promise.withResolvers<void>();
    const own: Clock = {
      now: clock.now,
      real: clock.real,
      timeout: clock.timeout,
      sleep(ms, signal) {
        if (ms === ROUND_MS) rested.resolve();
        return clock.sleep(ms, signal);
      },
    };
    const tell = async ({ members }: Incident, { news }: Notice) => void told.push(`${members[0]?.check} ${news.kind}`);
    const tellPause = async ({ name }: Check, { kind }: PauseNews) => void told.push(`${name} ${kind}`);
    const tools: KeeperTools = {
      ...{ store, checks, holder, tell, tellPause, show: async () => true, confirm: async () => {}, clock: own, log },
      callOut: async () => ({ kind: 'taken' }),
      ...over,
    };
    const ended = createKeeper(tools)(stop.signal, () => isHeld).then(() => rested.resolve());
    const process = {
      ended,
      /** Resolves when a round is over, or the process does nothing more. */
      rested: () => rested.promise,
      async round(ms = ROUND_MS) {
        await rested.promise;
        rested = Promise.withResolvers();
        await clock.advance(ms);
        await rested.promise;
      },
      async rounds(count: number) {
        for (let nth = 0; nth < count; nth += 1) await process.round();
      },
      /** Its lease is over, as it knows. */
      lose() {
        isHeld = false;
      },
      async stop() {
        stop.abort();
        await ended;
      },
    };
    return process;
  }

  return {
    begin,
    clock,
    store,
    told: told as readonly string[],
    lines,
    slackTeller,
    record: (event: BookEvent) => store.record(event),
    /** Runs of a check now, such as `FF`: an incident. */
    async runs(check: string, letters: string, changes: Partial<RunResult> = {}) {
      for (const [nth, letter] of [...letters].entries()) {
        const outcome: Outcome = letter === 'F' ? 'failed' : 'ok';
        const at = clock.now() - letters.length + nth;
        await store.record({ kind: 'run', at, result: runResult(check, outcome, at, changes) });
      }
    },
    incidents: async () => Object.values((await store.read()).incidents),
    /** Lets another process have the lease. */
    giveLeaseTo: (holder: string) => redis.set(keeperKey(PREFIX), holder),
    /** The store, with its writes counted. */
    counted(): BookStore & { readonly writes: number } {
      let writes = 0;
      return {
        ...store,
        get writes() {
          return writes;
        },
        keep(...kept) {
          writes += 1;
          return store.keep(...kept);
        },
      };
    },
    /** The store of a process that dies over its nth write: before Redis gets it, or before the answer comes. */
    dying(nth: number, when: 'before' | 'after'): BookStore & { readonly died: Promise<void> } {
      let writes = 0;
      const { promise: died, resolve } = Promise.withResolvers<void>();
      return {
        ...store,
        died,
        async keep(...kept) {
          writes += 1;
          if (writes < nth) return store.keep(...kept);
          if (when === 'after') await store.keep(...kept);
          resolve();
          return never();
        },
      };
    },
  };
}

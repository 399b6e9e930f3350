import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { describeFailure, judgeFailure } from './message/failure.ts';
import { createPaces, ownTurns } from './message/pace.ts';

/** Keeps the App Home of whoever looks at it up to date. Nothing here rejects or throws: what goes wrong is logged. */
export interface Home {
  /** Shows this person the state as it is, at once, and for an hour whatever changes. Does not wait until it is shown. */
  opened(user: string): Promise<void>;
  /** Something changed: everybody who looks is shown it, each at most every 10 s, and the last state always. */
  changed(): void;
  /** Shows nothing more, and resolves when what was on its way to Slack is there. */
  close(): Promise<void>;
}

export interface HomeOptions {
  /** A client that does not retry by itself. */
  readonly client: WebClient;
  viewOf(user: string): Promise<HomeView>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whoever opened it longer ago than this does not look at it any more. */
const LOOKING_MS = 60 * 60_000;
/** More people than look at the same time; the one who opened it longest ago is forgotten first. */
const LOOKING = 200;
/** Between two publications. Slower than Slack's limit: views.publish is in its tier 4, some 100 a minute. */
const PUBLISHED_MS = 1_200;
/** Between two publications to one person. */
const PERSON_MS = 10_000;
/** Tries without one getting through, before it is left until something changes. */
const ATTEMPTS = 5;

/** What one person is shown. */
interface Tab {
  readonly user: string;
  openedAt: number;
  /** When the last publication, or try of it, was over. */
  triedAt: number;
  /** What is shown is older than the last change. */
  isStale: boolean;
  /** It was just opened: it goes before those that are only kept up to date. */
  isUrgent: boolean;
  running?: Promise<void> | undefined;
}

export function createHome({ client, viewOf, clock, log }: HomeOptions): Home {
  const pace = createPaces(ownTurns(clock), clock)('home', PUBLISHED_MS);
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  /** Who opened it last is last. */
  const tabs = new Map<string, Tab>();

  function forgetOld(): void {
    for (const { user, openedAt } of tabs.values())
      if (tabs.size > LOOKING || clock.now() - openedAt > LOOKING_MS) tabs.delete(user);
  }

  function refresh(tab: Tab): void {
    tab.isStale = true;
    tab.running ??= keepShown(tab);
  }

  async function keepShown(tab: Tab): Promise<void> {
    for (let failures = 0; tab.isStale && failures < ATTEMPTS; ) {
      await clock.sleep(Math.max(0, tab.triedAt + PERSON_MS - clock.now()), closing.signal).catch(() => {});
      await Promise.race([pace.turn(() => (tab.isUrgent ? 'answer' : 'course')), closed]);
      if (closing.signal.aborted || tabs.get(tab.user) !== tab) break;
      failures = (await publish(tab)) ? 0 : failures + 1;
      tab.triedAt = clock.now();
    }
    tab.running = undefined;
  }

  /** False when it is to be tried again. */
  async function publish(tab: Tab): Promise<boolean> {
    const { user } = tab;
    tab.isStale = false;
    tab.isUrgent = false;
    try {
      await client.views.publish({ user_id: user, view: await viewOf(user) });
      return true;
    } catch (error) {
      log.warn({ user, failure: describeFailure(error) }, 'the App Home could not be shown');
      const failure = judgeFailure(error);
      if (failure.kind === 'limited') pace.rest(failure.waitMs);
      // What Slack refuses now it refuses again; another state may do.
      const isRefused = failure.kind === 'refused' || failure.kind === 'content';
      if (!isRefused) tab.isStale = true;
      return isRefused;
    }
  }

  return {
    async opened(user) {
      const fresh = { user, isStale: true, triedAt: Number.NEGATIVE_INFINITY };
      const tab: Tab = Object.assign(tabs.get(user) ?? fresh, { openedAt: clock.now(), isUrgent: true });
      tabs.delete(user);
      tabs.set(user, tab);
      forgetOld();
      refresh(tab);
    },
    changed() {
      forgetOld();
      for (const tab of tabs.values()) refresh(tab);
    },
    async close() {
      closing.abort();
      await Promise.all([...tabs.values()].map(({ running }) => running));
    },
  };
}

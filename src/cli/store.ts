import { createBookStore } from '#checks/book-store.ts';
import { type WaitingCall, waitingCalls } from '#checks/calls.ts';
import { loadStoreSettings } from '#config.ts';
import type { FindCapture } from '#history/capture.ts';
import { createCaptures } from '#history/captures.ts';
import { createHistory, type History } from '#history/history.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog, silentLog } from '#lib/logger.ts';
import { answering, failFastRedis } from '#queue/connection.ts';
import { prefixOf } from '#queue/names.ts';
import { readWaiting, type Waiting } from '#slack/message/late.ts';

/** What the bot remembers, read only. */
export interface Store {
  readonly history: History;
  readonly captures: FindCapture;
  environments(): Promise<readonly string[]>;
  /** What Slack did not take. */
  waiting(): Promise<readonly Waiting[]>;
  /** What ways out such as PagerDuty did not take. */
  calls(): Promise<readonly WaitingCall[]>;
}

const PATIENCE_MS = 60_000;

/** Works with the Redis of `.env` or the process environment, focus.yml is not needed. Rejects with an ExplainedError when Redis does not do its part. */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const settings = loadStoreSettings(process.cwd(), process.env);
  // An outage is told once, by the error of `answering`.
  const redis = failFastRedis(settings.REDIS_URL, silentLog);
  const log = createLog(settings.LOG_LEVEL);
  const prefix = prefixOf(settings.REDIS_PREFIX);
  const remembering = { redis, prefix, clock: systemClock, log };
  const history = createHistory(remembering);
  const store: Store = {
    history,
    captures: createCaptures(remembering),
    environments: () => history.environments(),
    waiting: () => readWaiting(redis, prefix),
    calls: async () => waitingCalls(await createBookStore(remembering).read()),
  };
  try {
    return await answering(
      redis,
      'What is kept could not be read',
      () => work(store),
      systemClock.timeout(PATIENCE_MS),
    );
  } finally {
    redis.disconnect();
  }
}

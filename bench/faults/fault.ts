import { Redis } from 'ioredis';
import type { Failure } from '#lab/services/slack/failures.ts';
import { systemClock } from '#lib/clock.ts';
import type { Moment } from './moments.ts';
import { asked, saved, watching } from './moments.ts';
import type { Stage } from './stage.ts';

/** What is done to the bot, and when. */
export interface Fault {
  readonly name: string;
  readonly about: string;
  readonly requests: number;
  /** That run when the requests come. */
  readonly workers: number;
  readonly moment: Moment;
  act(stage: Stage): Promise<void>;
}

const STOPPED_MS = 40_000;
const REFUSED_MS = 20_000;
const WRITING = ['chat.update', 'chat.postMessage'];
const CUTS = 5;
const CUT_EVERY_MS = 2_000;

/** Every fault that is played. */
export const faults: readonly Fault[] = [
  {
    name: 'two-workers',
    about: 'no fault at all: 30 requests to two workers',
    requests: 30,
    workers: 2,
    moment: asked,
    act: async () => {},
  },
  {
    name: 'stopped-watching',
    about: `SIGSTOP for ${STOPPED_MS / 1_000} s while it watches; another worker takes over`,
    requests: 3,
    workers: 1,
    moment: watching,
    async act(stage) {
      const [frozen] = stage.workers;
      frozen?.kill('SIGSTOP');
      stage.startWorker();
      await systemClock.sleep(STOPPED_MS);
      frozen?.kill('SIGCONT');
    },
  },
  {
    name: 'killed-saved',
    about: 'SIGKILL between the saving of a report and its telling; another worker takes over',
    requests: 3,
    workers: 1,
    moment: saved,
    async act(stage) {
      stage.workers[0]?.kill('SIGKILL');
      stage.startWorker();
    },
  },
  {
    name: 'refused-report',
    about: `Slack refuses every edit and post for ${REFUSED_MS / 1_000} s, as of a token that was revoked`,
    requests: 1,
    workers: 2,
    moment: watching,
    act: (stage) => failing(stage, 'token_revoked'),
  },
  {
    name: 'slack-limited',
    about: `Slack answers every edit and post for ${REFUSED_MS / 1_000} s with 429, to wait 3 s`,
    requests: 3,
    workers: 2,
    moment: watching,
    act: (stage) => failing(stage, { retryAfter: 3 }),
  },
  {
    name: 'slack-broken',
    about: `Slack answers every edit and post for ${REFUSED_MS / 1_000} s with 503`,
    requests: 3,
    workers: 2,
    moment: watching,
    act: (stage) => failing(stage, { status: 503 }),
  },
  {
    name: 'slack-lost',
    about: `Slack does every edit and post for ${REFUSED_MS / 1_000} s, and its answer gets lost with the connection`,
    requests: 3,
    workers: 2,
    moment: watching,
    act: (stage) => failing(stage, { lost: true }),
  },
  {
    name: 'redis-cut',
    about: `all links to Redis are cut ${CUTS} times, every ${CUT_EVERY_MS / 1_000} s`,
    requests: 3,
    workers: 2,
    moment: watching,
    act: cutRedis,
  },
];

/** Of a token that was revoked and of a Slack in trouble: both ways to write, for a while. */
async function failing({ slack }: Stage, failure: Failure): Promise<void> {
  for (const method of WRITING) slack.failAll(method, failure);
  await systemClock.sleep(REFUSED_MS);
  for (const method of WRITING) slack.failAll(method, undefined);
}

/** As a network does, or a Redis that another takes the place of. */
async function cutRedis({ redisUrl }: Stage): Promise<void> {
  const redis = new Redis(redisUrl);
  for (let n = 0; n < CUTS; n += 1) {
    for (const type of ['normal', 'pubsub']) await redis.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
    await systemClock.sleep(CUT_EVERY_MS);
  }
  redis.disconnect();
}

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
    async act({ slack }) {
      for (const method of ['chat.update', 'chat.postMessage']) slack.failAll(method, 'token_revoked');
      await systemClock.sleep(REFUSED_MS);
      for (const method of ['chat.update', 'chat.postMessage']) slack.failAll(method, undefined);
    },
  },
];

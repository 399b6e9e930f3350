import { systemClock } from '#lib/clock.ts';
import type { Moment } from './moments.ts';
import { asked, watching } from './moments.ts';
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
];

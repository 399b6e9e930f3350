import { Redis } from 'ioredis';
import type { Message } from '#lab/services/slack/workspace.ts';
import { systemClock } from '#lib/clock.ts';
import { PREFIX } from '#queue/names.ts';
import { nextMessage } from '../bot-process.ts';
import type { Stage } from './stage.ts';

/** When a fault is done. `reached` is called as the first request is sent. */
export interface Moment {
  readonly name: string;
  reached(stage: Stage): Promise<unknown>;
}

export const asked: Moment = { name: 'asked', reached: async () => undefined };

/** The first request's job is there, and its message says so. */
export const watching: Moment = seen('watching', ({ text }) => text.startsWith('Watching job'));

/** A report is in the history, and is about to be told. */
export const saved: Moment = {
  name: 'saved',
  async reached({ redisUrl }) {
    const redis = new Redis(redisUrl);
    const isSaved = async () => (await redis.keys(`${PREFIX}:history:*`)).length > 0;
    while (!(await isSaved())) await systemClock.sleep(5);
    redis.disconnect();
  },
};

function seen(name: string, is: (message: Message) => boolean): Moment {
  return { name, reached: ({ slack }) => nextMessage(slack, is) };
}

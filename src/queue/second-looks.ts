import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { laneName, lookupId } from './names.ts';
import { createQueues } from './queues.ts';
import type { SecondLookRequest } from './requests.ts';

/** Looks that the bot takes by itself, some time after a verdict. */
export interface SecondLooks {
  /** Once it resolves, the look survives any crash. Asked again for the same investigation it is the same look. */
  ask(request: SecondLookRequest, afterMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface SecondLooksOptions {
  /** From `workerRedis`; it stays open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Behind all that people ask, which has no priority and so the first one. */
const BEHIND_PEOPLE = 1;
/** An investigation that a dying worker hands on asks once more. */
const KEPT = { age: 60 * 60, count: 1000 };

/** They wait among the quick looks at their environment until it is time. */
export function createSecondLooks({ redis, prefix, clock, log }: SecondLooksOptions): SecondLooks {
  const queueOf = createQueues<SecondLookRequest>({ redis, prefix, log });
  return {
    async ask(request, afterMs) {
      const jobId = lookupId(JSON.stringify(['second look', request.investigation]));
      const kept = { removeOnComplete: KEPT, removeOnFail: KEPT };
      await queueOf(laneName('look', request.environment)).add('second-look', request, {
        jobId,
        delay: Math.ceil(clock.real(afterMs)),
        priority: BEHIND_PEOPLE,
        ...kept,
      });
    },
    close: queueOf.close,
  };
}

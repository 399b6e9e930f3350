import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import { partsSeen } from '#investigation/diagnosis/environment-parts.ts';
import type { LastWorked } from '#investigation/evidence.ts';
import { partKinds } from '#investigation/observation.ts';
import { workedAgain } from '#investigation/past/last-worked.ts';
import type { Investigated } from '#investigation/past/summarize.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { UnreadableEntryError } from './entry.ts';

/** What each environment was made of in its last healthy run. */
export interface Worked {
  /** Adds to the transaction what is remembered of a healthy run; of an older one than is known, nothing. */
  put(multi: ChainableCommander, investigated: Investigated): Promise<void>;
  of(environment: string): Promise<LastWorked | undefined>;
}

export interface WorkedOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly ageMs: number;
  unreadable(error: UnreadableEntryError, investigation: string): void;
}

const VERSION = 1;
const what = z.enum(partKinds);
const stored = z.object({
  version: z.literal(VERSION),
  investigation: z.string(),
  at: z.number(),
  complete: z.array(what),
  parts: z.array(
    z.object({
      what,
      name: z.string(),
      version: z.string(),
      changedStamp: z.number().exactOptional(),
      changes: z.number().exactOptional(),
    }),
  ),
});

/** A text an environment. Runs of one environment follow each other; where two are saved at once, either is remembered. */
export function createWorked({ redis, prefix, clock, ageMs, unreadable }: WorkedOptions): Worked {
  const key = (environment: string) => `${prefix}:history-worked:${environment}`;

  async function read(environment: string) {
    const text = await redis.get(key(environment));
    if (text === null) return undefined;
    try {
      return stored.parse(JSON.parse(text));
    } catch (error) {
      const name = `last worked of ${environment}`;
      unreadable(new UnreadableEntryError('parts', name, describeError(error), { cause: error }), name);
      return undefined;
    }
  }

  return {
    async put(multi, { evidence, report: { environment, investigation, startedAt, verdict } }) {
      // A look that spares the stack does not see all that it is made of.
      if (verdict !== 'healthy' || evidence.subject.watched) return;
      const before = await read(environment);
      if (before && before.at > startedAt) return;
      // Saved again it is no next run.
      if (before?.investigation === investigation) return;
      const worked = workedAgain(before, startedAt, partsSeen(evidence));
      const text = JSON.stringify({ version: VERSION, investigation, ...worked });
      multi.set(key(environment), text, 'PX', Math.ceil(clock.real(ageMs)));
    },

    async of(environment) {
      const found = await read(environment);
      return found && { at: found.at, complete: found.complete, parts: found.parts };
    },
  };
}

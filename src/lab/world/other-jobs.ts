import type { Fault } from '../scenario.ts';
import { beginLife, type JobLife } from './job-life.ts';
import type { Stack } from './life.ts';
import { nameJob } from './names.ts';

export interface OthersOptions {
  readonly stack: Stack;
  readonly faults: readonly Fault[];
  readonly nodePortBase: number;
  readonly stop: AbortSignal;
  /** The next free slot and counter. */
  count(): { readonly id: string; free(): void };
  /** They are over. */
  readonly leave: AbortSignal;
}

/** What is so for every job of the environment. */
const SHARED: readonly Fault['kind'][] = ['labels', 'job-documents'];
/** A minute or more: whatever was to happen to them has happened. */
const AGE_MS: readonly [number, number] = [60_000, 400_000];

/** Jobs of other people that have lived for a while when the bot comes. */
export function beginOthers({ stack, faults, nodePortBase, stop, count, leave }: OthersOptions): readonly JobLife[] {
  const shared = faults.filter(({ kind }) => SHARED.includes(kind));
  const wanted = faults.flatMap((fault) =>
    fault.kind === 'other-jobs' ? Array<typeof fault>(fault.count).fill(fault) : [],
  );
  return wanted.map(({ faults: own, goInMs }) => {
    const { id, free } = count();
    const ageMs = Math.round(stack.random.between(...AGE_MS));
    const askedAt = stack.clock.now() - ageMs;
    const job = nameJob(id, askedAt, nodePortBase, stack.random);
    const gone = goInMs === undefined ? leave : AbortSignal.any([leave, stack.clock.timeout(goInMs)]);
    const life = beginLife({ job, faults: [...shared, ...own], stack, askedAt, stop, ageMs, leave: gone });
    void life.ended.then(free);
    return life;
  });
}

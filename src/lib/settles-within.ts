import type { Clock } from './clock.ts';

/** Whether work ends, however it does, within so many ms of the clock. It goes on where it does not. */
export async function settlesWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  const late = clock.sleep(ms, settled.signal).then(
    () => false,
    () => true,
  );
  const done = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([done, late]);
  settled.abort();
  return inTime;
}

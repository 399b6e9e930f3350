import type { Check } from './check.ts';
import { nextTicks } from './schedule.ts';

const LEAST_MS = 30 * 60_000;
/** A check that runs once a night has another trouble on the next one. */
const MOST_MS = 4 * 60 * 60_000;

/**
 * How long a trouble that is over and comes back counts as the same one: two rounds of the check, half an hour at least
 * and four hours at most. ms
 */
export function reopenMs({ schedule }: Check, resolvedAt: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, twoRoundsMs(schedule, resolvedAt)));
}

function twoRoundsMs(schedule: Check['schedule'], from: number): number {
  if (schedule.kind === 'every') return 2 * schedule.everyMs;
  const ticks = nextTicks(schedule, from, 3);
  return (ticks.at(-1) ?? 0) - (ticks[0] ?? 0);
}

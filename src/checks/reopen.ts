import type { Check } from './check.ts';
import { nextTicks } from './schedule.ts';

const LEAST_MS = 30 * 60_000;

/** How long a trouble that is over and comes back counts as the same one: two rounds of the check, and half an hour at least. ms */
export function reopenMs({ schedule }: Check, resolvedAt: number): number {
  if (schedule.kind === 'every') return Math.max(LEAST_MS, 2 * schedule.everyMs);
  const ticks = nextTicks(schedule, resolvedAt, 3);
  return Math.max(LEAST_MS, (ticks.at(-1) ?? 0) - (ticks[0] ?? 0));
}

import type { Verdict } from '#investigation/diagnosis.ts';

/** Names of emoji. The word always stands beside it: a verdict is never told by colour alone. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  healthy: 'large_green_circle',
  degraded: 'large_yellow_circle',
  broken: 'red_circle',
  inconclusive: 'white_circle',
};

import type { Verdict } from '#investigation/finding.ts';
import type { Fault } from '#lab/scenario.ts';

/**
 * 0: healthy, and healthy with noise · 1: clear · 2: with a red herring · 3: with key evidence missing · 4: two faults at once.
 */
export type Level = 0 | 1 | 2 | 3 | 4;

/** One fault to be found out. Seeds vary its times and names. */
export interface MatrixCase {
  /** Such as `image-not-pulled/2-leaked-queue`. */
  readonly id: string;
  readonly level: Level;
  /** The rule that names what is really wrong; of level 4 both, of level 0 none. */
  readonly truth: readonly string[];
  readonly faults: readonly Fault[];
  /** What somebody asks for, where that matters: a recording. */
  readonly request?: 'live' | 'historic';
  /**
   * Whose job is asked about, where the bot does not configure its own. found: somebody's that lives · gone: somebody's that
   * was deleted · stale: an id of long ago.
   */
  readonly subject?: 'found' | 'gone' | 'stale';
  readonly expected: Expected;
}

export interface Expected {
  readonly verdicts: readonly Verdict[];
  /** Ids of rules that are right as the cause; of level 0 none, so that every cause is a false alarm. */
  readonly accepted: readonly string[];
  /** Ids of rules that would be wrong with confidence. */
  readonly forbidden: readonly string[];
  /** *Not determined* is right too, when one of `accepted` is among the alternatives. */
  readonly mayBeOpen: boolean;
}

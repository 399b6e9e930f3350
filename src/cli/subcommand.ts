import type { Verdict } from '#investigation/finding.ts';

/** One word after `focus`: a file and a line in the list. */
export interface Subcommand {
  readonly name: string;
  /** What may be typed after `focus --`, one way a line. */
  readonly usage: readonly string[];
  /** What it does, and what its exit codes mean. */
  readonly about: string;
  /** Rejects with an ExplainedError where it could not do its part. */
  run(words: readonly string[]): Promise<number>;
}

/** It could not do its part; the reason is on standard error. */
export const COULD_NOT = 3;

export const exitCodes: Readonly<Record<Verdict, number>> = { healthy: 0, degraded: 1, broken: 1, inconclusive: 2 };

export const VERDICT_CODES = 'exit 0 healthy · 1 degraded or broken · 2 inconclusive';

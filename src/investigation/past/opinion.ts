import type { Verdict } from '../finding.ts';

/** What somebody said of a verdict. */
export interface Opinion {
  readonly says: 'right' | 'wrong';
  /** The id of the rule that names what it was; only beside `wrong`, and absent where it is none that a rule names. */
  readonly instead?: string;
  /** In their own words, masked. */
  readonly note?: string;
  /** Slack user id. */
  readonly by: string;
  /** ms since the epoch */
  readonly at: number;
}

/** A verdict that names a cause may be wrong about it, and one that names none may be told. */
export function mayBeJudged({ verdict, cause }: { readonly verdict: Verdict; readonly cause?: unknown }): boolean {
  return cause !== undefined || verdict !== 'healthy';
}

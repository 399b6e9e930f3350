import type { Verdict } from '#investigation/finding.ts';

/** A job that is over, as the bot remembers it: plain text without Slack markup, already redacted. */
export interface JobOver {
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly jobId: string;
  /** When it was last there, ms since the epoch; absent where nobody saw it. */
  readonly last?: { readonly at: number; readonly wasSeenToGo: boolean };
  /** How it ended, and what is left of it, a few words each: `grpc pod Failed: OOMKilled, exit code 137`. */
  readonly how: readonly string[];
  /** What its last investigation came to; absent where there was none. */
  readonly verdict?: {
    readonly is: Verdict;
    readonly headline: string;
    /** https link to where it was told; absent where it was not told in Slack, or too long ago. */
    readonly link?: string;
  };
}

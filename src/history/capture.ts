import type { Gap, Observation } from '#investigation/observation.ts';

/** What one job went through and logged while it lived: plain data, redacted. */
export interface Capture {
  readonly version: 1;
  readonly environment: string;
  readonly jobId: string;
  /** Tells the lives of one id apart, since ids come back: the uid of the first pod that was seen. */
  readonly life: string;
  /** ms since the epoch on the bot's clock. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** gone: its pods were seen to go · living: they were there when last seen. */
  readonly end: 'living' | 'gone';
  /** Something about it was not well: such captures are kept longer. */
  readonly failed: boolean;
  /** Pod states, events and log lines in the order in which they were learned. */
  readonly observations: readonly Observation[];
  readonly gaps: readonly Gap[];
  /** Log lines that were left out because the job logged more than is kept of one. */
  readonly droppedLines: number;
}

/** Where captures are found again. */
export interface FindCapture {
  /** The latest life of a job id that was captured; undefined when there is none, or none is kept any more. */
  find(environment: string, jobId: string): Promise<Capture | undefined>;
}

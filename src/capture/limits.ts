/** How much one process captures at a time. */
export interface CaptureLimits {
  /** Logs of jobs that are followed at once. */
  readonly logs: number;
  /** Bytes of log lines that may wait to be kept: of one job, and of all. */
  readonly waitingOfJob: number;
  readonly waiting: number;
  /** How often what is new is kept, ms. */
  readonly flushMs: number;
  /** How long a job is followed that nobody watches, ms. */
  readonly longestMs: number;
}

export const LIMITS: CaptureLimits = {
  logs: 200,
  waitingOfJob: 2 * 1024 * 1024,
  waiting: 32 * 1024 * 1024,
  flushMs: 2_000,
  longestMs: 10 * 60_000,
};

/** One case played with one seed, as a job of the bot's own and as somebody's that it watched. */
export interface Outcome {
  readonly id: string;
  readonly seed: number;
  /** Absent where there is nothing to watch, or it could not be played. */
  readonly both?: Both;
  /** Nobody got a job, or Kubernetes never had it. */
  readonly noBirth?: string;
  readonly error?: string;
}

export interface Both {
  readonly active: Said;
  readonly watched: Said;
  /** What the watched one asked of Focus Server. */
  readonly requests: number;
}

export interface Said {
  readonly verdict: string;
  readonly cause: string;
}

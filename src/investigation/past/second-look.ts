/** What the bot saw when it looked again some minutes after a verdict. What is absent could not be seen, or never was. */
export interface SecondLook {
  /** ms since the epoch */
  readonly at: number;
  /** The first job of the environment after that one of which it is known, and whether it got its consumer. */
  readonly next?: NextJob;
  /** Whether a container of the backend was started since. */
  readonly restarted?: boolean;
  /** Of the alerts about the same: `healed` when all are over. */
  readonly alert?: 'healed' | 'open';
}

export interface NextJob {
  readonly consumer: boolean;
  readonly jobId?: string;
  /** history: a later investigation tells · look: it lives, and was looked at. */
  readonly from: 'history' | 'look';
}

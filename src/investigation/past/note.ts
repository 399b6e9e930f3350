/** What somebody says it was, after an alert was over. */
export interface Note {
  /** Slack user id. */
  readonly by: string;
  /** ms since the epoch */
  readonly at: number;
  /** In their own words, masked. */
  readonly words: string;
}

/** What could not be seen, in words for people. */
export interface NotSeen {
  /** Such as `the log of baby-analyzer in pod grpc-job-19-7-8rlgb`. */
  readonly what: string;
  readonly why: string;
  /** What to do, such as a Role to apply. It may have several lines. */
  readonly remedy?: string;
}

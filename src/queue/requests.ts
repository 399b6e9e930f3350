import type { JobRequest } from '#investigation/subject.ts';

/** What travels from Slack to the worker. No secret is in it: queue data is plain text in Redis. */
export interface InvestigationRequest {
  readonly investigation: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  /** Slack channel id where the report goes. */
  readonly channel: string;
  readonly request: JobRequest;
  readonly timeoutMs: number;
  /** ms since the epoch. */
  readonly requestedAt: number;
}

/** What a person asks for, before it has an id. */
export interface AskedInvestigation extends Omit<InvestigationRequest, 'investigation' | 'requestedAt'> {
  /** Equal for every delivery of one act of a person, such as Slack's trigger id: each gives one investigation. */
  readonly delivery: string;
}

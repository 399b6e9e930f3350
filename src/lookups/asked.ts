import type { HistoryQuery } from '#asking/history.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';

/** A question that needs no job of its own, as it travels to the worker; each kind is a folder here. */
export type AskedLookup =
  | { readonly kind: 'logs'; readonly request: LogsRequest; readonly followMs?: number }
  /** An investigation of a job that somebody else started. */
  | { readonly kind: 'job'; readonly jobId: string }
  | { readonly kind: 'jobs' }
  /** All that is kept of an investigation, as one file; a button asks it. */
  | { readonly kind: 'bundle'; readonly investigation: string }
  /** Whether the environment is ready now: all of it, or what one check asks. */
  | { readonly kind: 'status'; readonly check?: string }
  | { readonly kind: 'checks' }
  /** The last `count` investigations that are as wanted. */
  | { readonly kind: 'history'; readonly query: HistoryQuery; readonly count: number }
  /** Of the last `spanMs`, for an environment or one check. */
  | { readonly kind: 'trend'; readonly check?: string; readonly spanMs: number };

export type LookupKind = AskedLookup['kind'];

import type { Collected } from '#investigation/log-reading/collect.ts';
import type { JobFound } from '#investigation/lookup/write-logs-report.ts';

/** What a look-up came to, before it is put into words as a whole. */
export interface Findings {
  readonly found: JobFound;
  readonly collected: Collected;
}

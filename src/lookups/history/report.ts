import type { HistoryQuery } from '#asking/history.ts';
import type { Note } from '#investigation/past/note.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';

/** Past investigations, the newest first. */
export interface HistoryReport {
  readonly lookup: string;
  readonly requestedBy: string;
  /** ms since the epoch */
  readonly at: number;
  readonly query: HistoryQuery;
  readonly rows: readonly HistoryRow[];
  /** There are older ones that fit. */
  readonly hasMore: boolean;
}

export interface HistoryRow extends PastInvestigation {
  /** https link to its thread; absent where it was never told in Slack, or too long ago. */
  readonly link?: string;
  /** What somebody says it was, of the run that made an alert sure. */
  readonly note?: Note;
}

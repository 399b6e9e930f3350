import { createHash } from 'node:crypto';
import type { PastInvestigation } from '#investigation/past/past.ts';

/** Which past investigations are meant: those of which all of this is true. */
export interface PastQuery
  extends Partial<
    Pick<PastInvestigation, 'environment' | 'check' | 'jobId' | 'verdict' | 'cause' | 'requestedBy' | 'request'>
  > {
  /** Started at this time or later, ms since the epoch. */
  readonly from?: number;
  /** Started before this time. */
  readonly to?: number;
  /** Whether watched jobs are meant, or all but them; both where absent. */
  readonly watched?: boolean;
}

const NAMES = ['environment', 'check', 'jobId', 'verdict', 'cause', 'request'] as const;

export function isMeant(line: PastInvestigation, query: PastQuery): boolean {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
  if (line.startedAt < from || line.startedAt >= to) return false;
  if (query.watched !== undefined && query.watched !== (line.watched ?? false)) return false;
  const { requestedBy } = query;
  if (requestedBy !== undefined && !askersOf(line).includes(requestedBy)) return false;
  return NAMES.every((name) => query[name] === undefined || query[name] === line[name]);
}

/** The index in which every line stands. */
export const EVERYTHING = 'all';

/**
 * The names of all indexes in which a line stands, or of those that hold everything that a query means. No two have the
 * same name, whatever the texts are.
 */
export function indexesOf(of: PastQuery | PastInvestigation): string[] {
  const { environment, check, jobId, verdict, cause, request, watched } = of;
  const everywhere = [
    EVERYTHING,
    ...(check === undefined ? [] : [indexName('check', check)]),
    ...askersOf(of).map((user) => indexName('asked-by', user)),
  ];
  if (environment === undefined) return everywhere;
  return [
    ...everywhere,
    environmentIndex(environment),
    ...(watched ? [watchedIndex(environment)] : []),
    ...(jobId === undefined ? [] : [indexName('job', environment, jobId)]),
    ...(verdict === undefined ? [] : [indexName('verdict', environment, verdict)]),
    ...(cause === undefined ? [] : [indexName('cause', environment, cause)]),
    ...(request === undefined ? [] : [indexName('request', environment, digest(request))]),
  ];
}

/** Whoever waited for it finds it as theirs. */
function askersOf({
  requestedBy,
  alsoAskedBy = [],
}: Partial<Pick<PastInvestigation, 'requestedBy' | 'alsoAskedBy'>>): readonly string[] {
  return requestedBy === undefined ? [] : [requestedBy, ...alsoAskedBy];
}

export function environmentIndex(environment: string): string {
  return indexName('of', environment);
}

/** Of the lines of an environment those of watched jobs. */
export function watchedIndex(environment: string): string {
  return indexName('watched', environment);
}

function indexName(kind: string, ...texts: readonly string[]): string {
  return [kind, ...texts.map((text) => encodeURIComponent(text.toWellFormed()))].join(':');
}

/** Short for a text of any length. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

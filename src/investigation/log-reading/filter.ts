import { counted } from '#lib/counted.ts';
import { formatDuration } from '#lib/duration.ts';
import type { LogLine } from '../observation.ts';

/** What a line must be to pass; the last so many lines are counted by whoever has them in order. */
export type LineFilter = (line: Pick<LogLine, 'level' | 'text'> & { readonly at: number }) => boolean;

const RANK: Readonly<Record<LogLine['level'], number>> = { debug: 0, unknown: 1, info: 1, warning: 2, error: 3 };

/** `now` is what `since` is counted back from, ms on the clock of the stamps; where it is not known, `since` is not asked here. */
export function lineFilter({ level, grep, sinceMs }: LogsRequest, now?: number): LineFilter {
  const least = level === undefined ? 0 : RANK[level];
  const wanted = grep?.toLowerCase();
  const from = sinceMs === undefined || now === undefined ? Number.NEGATIVE_INFINITY : now - sinceMs;
  return (line) =>
    RANK[line.level] >= least && line.at >= from && (wanted === undefined || line.text.toLowerCase().includes(wanted));
}

/** The filter in words; undefined where there is none. `until` says what `since` is counted back from, where that is not now. */
export function describeFilter(request: LogsRequest, until?: string): string | undefined {
  const { pods, previous, level, grep, sinceMs, tail } = request;
  const words = [
    pods !== 'all' && (pods === 'backend' ? 'only the backend' : `only the ${pods} pod`),
    previous && 'only the run before the last restart',
    level !== undefined && (level === 'error' ? 'level error' : `level ${level} or worse`),
    grep !== undefined && `with "${grep}"`,
    sinceMs !== undefined && `of the last ${formatDuration(sinceMs)}${until === undefined ? '' : ` before ${until}`}`,
    tail !== undefined && `last ${counted(tail, 'line')} of each container`,
  ].filter((part) => part !== false);
  return words.length === 0 ? undefined : words.join(', ');
}

/** What a person wants to see of the logs of one job. */
export interface LogsRequest {
  /** Checked by `isJobId`. */
  readonly jobId: string;
  readonly pods: 'all' | 'grpc' | 'cleanup' | 'backend';
  /** Only what was written in the last so many ms. Without it all of the job's own, and of the backend's what was written since the job began. */
  readonly sinceMs?: number;
  /** Only the last so many lines of each container that pass the other filters. */
  readonly tail?: number;
  /** Only lines that hold this text, whatever its case. Not a pattern: anyone in the channel types it. */
  readonly grep?: string;
  /** Only lines of this level or worse. */
  readonly level?: 'info' | 'warning' | 'error';
  /** Only the run of each container that ended before its last restart. Without it both that run and the present one. */
  readonly previous: boolean;
}

import { randomUUID } from 'node:crypto';
import type { AskedSeries } from '#asking/timing.ts';
import type { SeriesRun } from '#investigation/past/series.ts';
import { summarize } from '#investigation/past/summarize.ts';
import type { Report } from '#investigation/report/report.ts';
import { describeRequest } from '#investigation/subject.ts';
import { countWords, type SeriesReport, writeSeries } from '#lookups/series/report.ts';
import type { ReadyToTime } from './start-timing.ts';

/**
 * The runs of a series by this process alone, at most so many at once. What others do in the environment it does not look
 * at. Ctrl-C ends it; what was measured is told. `progress` has a line whenever a run ends.
 */
export async function timeSeries(
  { asked, concurrency, requestedBy, stopped, investigateOnce }: ReadyToTime,
  { runs, parallel }: AskedSeries,
  progress: (words: string) => void,
): Promise<SeriesReport> {
  const ended: SeriesRun[] = [];
  const reports = new Map<string, Report>();
  const most = Math.min(parallel, concurrency);
  const isOver = () => stopped.aborted || ended.some(({ line }) => line.standing === 'request');
  let begun = 0;
  const oneAfterTheOther = async () => {
    while (begun < runs && !isOver()) {
      begun += 1;
      const nth = begun;
      const investigated = await investigateOnce();
      if (stopped.aborted) return;
      const line = summarize(investigated);
      ended.push({ nth, line });
      reports.set(line.investigation, investigated.report);
      progress(countWords({ ended, asked: runs, lost: 0 }));
    }
  };
  await Promise.all(Array.from({ length: most }, oneAfterTheOther));
  const about = { lookup: randomUUID(), environment: asked.environment, requestedBy };
  const standing = { asked: runs, parallel: most, ended, running: 0, lost: 0 };
  const state = { ...about, request: describeRequest(asked.request), ...standing };
  const why = stopped.aborted
    ? ({ why: 'person', by: requestedBy } as const)
    : ended.length < runs
      ? 'request'
      : 'done';
  return writeSeries(state, typeof why === 'string' ? { why } : why, (id) => reports.get(id));
}

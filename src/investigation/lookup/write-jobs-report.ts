import { headlineOf } from './jobs/headline.ts';
import { leaksOf } from './jobs/leaks.ts';
import { notSeenOf } from './jobs/not-seen.ts';
import { partsOf } from './jobs/parts.ts';
import { rowsOf } from './jobs/rows.ts';
import { sceneOf } from './jobs/scene.ts';
import type { JobsSeen } from './jobs/seen.ts';
import type { JobsReport } from './jobs-report.ts';

/** Who asked for the jobs of what. */
export type JobsAsked = Pick<JobsReport, 'lookup' | 'environment' | 'requestedBy'>;

/** All the judging of `/focus jobs`, and no I/O: the same look always gives the same report. */
export function writeJobsReport(seen: JobsSeen, { lookup, environment, requestedBy }: JobsAsked): JobsReport {
  const scene = sceneOf(seen);
  const all = partsOf(seen);
  const rows = rowsOf(all, scene);
  const leaks = leaksOf(all, scene);
  return {
    version: 1,
    lookup,
    environment,
    requestedBy,
    at: seen.at,
    headline: headlineOf({ environment, rows, leaks }, scene),
    jobs: rows,
    leaks: leaks.map(({ kind, name, jobId, detail }) => ({ kind, name, jobId, detail })),
    notSeen: notSeenOf(seen, environment),
  };
}

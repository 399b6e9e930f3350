import type { ReportedLogLine } from '#investigation/report/report.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import type { LogsReport } from '#lookups/logs/report.ts';

/** What there is about a living job that found no queue; say only what differs. */
export function logsReport(changes: Partial<LogsReport> = {}): LogsReport {
  return {
    version: 1,
    lookup: 'k3f9q2m7xa',
    environment: 'staging',
    requestedBy: 'U0ASKER',
    jobId: '19-7',
    source: 'living',
    headline: 'Job 19-7 is alive, but its grpc pod restarted 3 times: "no queue 77" came 250 times.',
    nextStep: 'Look at RabbitMQ: the queue of the job is missing',
    facts: [
      { label: 'Pod', value: 'grpc-job-19-7-8rlgb Running on node gpu-2, 3 restarts' },
      { label: 'Queue', value: 'none of job 19-7' },
    ],
    counts: { lines: 480, errors: 251, warnings: 3 },
    logLines: [telling({ isNew: true }), telling({ source: 'backend', level: 'warning', text: 'job 19-7 is late' }, 1)],
    notSeen: [],
    near: [],
    files: [
      logFile('grpc-job-19-7-8rlgb.baby-analyzer.log', 'Log of baby-analyzer'),
      logFile('events.log', 'Events'),
      logFile('merged.log', 'Everything in one order'),
    ],
    ...changes,
  };
}

/** An error that came again and again, unless told to come but once. */
export function telling(changes: Partial<ReportedLogLine> = {}, count = 250): ReportedLogLine {
  const line = {
    source: 'grpc',
    pod: 'grpc-job-19-7-8rlgb',
    at: '15:34:15.120',
    level: 'error',
    text: 'pz.baby no queue 77',
  } as const;
  return { ...line, ...(count > 1 ? { count, lastAt: '15:47:35.900', every: '3.2 s' } : {}), ...changes };
}

export function logFile(name: string, title: string, content = `2025-11-13T15:34:15.120Z ${title}\n`) {
  return { name, title, content };
}

const startedAt = Date.UTC(2025, 10, 13, 15, 34, 15);

/** Half a minute into two minutes; say only what differs. */
export function followState(changes: Partial<FollowState> = {}): FollowState {
  return {
    lookup: 'k3f9q2m7xa',
    environment: 'staging',
    requestedBy: 'U0ASKER',
    jobId: '19-7',
    startedAt,
    endsAt: startedAt + 120_000,
    at: startedAt + 36_000,
    counts: { lines: 48, errors: 1, warnings: 0 },
    lines: [telling({ text: 'the older line' }, 1), telling({ text: 'the newer line' }, 1)],
    ...changes,
  };
}

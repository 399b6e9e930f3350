import type { JobsReport, Leak } from '#investigation/lookup/jobs-report.ts';
import { clean } from '#lib/clean.ts';

import { jobsText } from './jobs-table.ts';
import type { AttachedText } from './reply.ts';
import { utcTime } from './when.ts';

export const FILE = 'jobs.txt';

/** The whole report as a text to attach. */
export function jobsFile(report: JobsReport): AttachedText {
  const { headline, at, jobs, leaks, notSeen } = report;
  const parts = [
    [headline, utcTime(at) ?? ''].join('\n'),
    ...(jobs.length === 0 ? [] : [jobsText(jobs)]),
    ...(leaks.length === 0 ? [] : [['Left behind', ...leaks.map(leakWords)].join('\n')]),
    ...notSeen.map(({ what, why, remedy }) => [`Not seen: ${what}: ${why}`, ...(remedy ? [remedy] : [])].join('\n')),
  ];
  return { filename: FILE, title: 'All jobs', content: `${clean(parts.join('\n\n'))}\n` };
}

const KINDS: Readonly<Record<Leak['kind'], string>> = {
  'old-pending-pod': 'pod',
  'service-without-job': 'Service without a Job',
  'job-without-pods': 'Kubernetes Job without pods',
  'queue-without-pods': 'queue without pods',
};

/** `queue without pods grpc-job-1-4-1763001122.104221: 0 consumers, 240 messages ready`. */
export function leakWords({ kind, name, detail }: Leak): string {
  return `${KINDS[kind]} ${name}: ${detail}`;
}

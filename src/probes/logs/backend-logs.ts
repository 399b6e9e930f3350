import { jobNames } from '#investigation/job-id.ts';
import type { LogLine } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { backendPods } from '../kubernetes/backend-pods.ts';
import type { KubernetesProbeOptions } from '../kubernetes/options.ts';
import { followLogs } from './follow-logs.ts';
import { keepLines } from './keep-lines.ts';

const BEFORE_ZERO_S = 5;
const MOST_LINES = 500;

/**
 * What the backend logs from 5 s before zero: lines that name the job, warnings and errors; where there is no job, also
 * lines about configuring and validating.
 */
export function backendLogsProbe({ connection, clock, redactor }: KubernetesProbeOptions): Probe {
  return {
    id: 'backend-logs',
    sees: ['log-line'],
    about: 'environment',
    watch: ({ job, zero }, signal) => {
      const lines = followLogs({
        connection,
        clock,
        signal,
        pods: backendPods(connection),
        sourceOf: () => 'backend',
        redactor,
        backSeconds: () => Math.max(0, Math.ceil((clock.now() - zero) / 1_000)) + BEFORE_ZERO_S,
        ...(job && { names: jobNames(job.id) }),
      });
      const wanted = (line: LogLine) => isTelling(line) || line.namesJob || (!job && isAboutConfiguring(line));
      return keepLines(lines, { most: MOST_LINES, wanted });
    },
  };
}

function isTelling({ level }: LogLine): boolean {
  return level === 'warning' || level === 'error';
}

function isAboutConfiguring({ text }: LogLine): boolean {
  return /configur|validat/i.test(text);
}

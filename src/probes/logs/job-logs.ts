import { jobNames } from '#investigation/job-id.ts';
import type { Probe } from '#investigation/probe.ts';
import { podsOf } from '../kubernetes/of-job.ts';
import type { KubernetesProbeOptions } from '../kubernetes/options.ts';
import { followLogs } from './follow-logs.ts';
import { keepLines } from './keep-lines.ts';

const MOST_LINES = 2_000;

/** Everything that the containers of the job's own pods log, init containers too, from the moment they exist. */
export function jobLogsProbe({ connection, clock, redactor }: KubernetesProbeOptions): Probe {
  return {
    id: 'job-logs',
    sees: ['log-line'],
    about: 'job',
    async *watch({ job }, signal) {
      if (!job) return;
      const names = jobNames(job.id);
      const lines = followLogs({
        connection,
        clock,
        signal,
        pods: podsOf(names),
        sourceOf: names.roleOfPod,
        names,
        redactor,
      });
      yield* keepLines(lines, { most: MOST_LINES, wanted: () => true });
    },
  };
}

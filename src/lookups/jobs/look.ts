import type { Evidence } from '#investigation/evidence.ts';
import type { MetadataAnswer } from '#investigation/observation.ts';
import type { Come } from '#investigation/report/progress.ts';
import { jobsSeenIn, partsOf, viewOf } from '#investigation/rules/job-parts.ts';
import { ageWords } from '#lib/duration.ts';
import type { FocusServerSettings } from '#probes/focus-server/client.ts';
import { lookAtJob } from '#probes/jobs/look-at-job.ts';
import { type EnvironmentAsked, type EnvironmentTools, lookAtEnvironment } from '../look-at-environment.ts';
import type { JobsReport } from './report.ts';
import { isAlive, writeJobsReport } from './write-report.ts';

export interface JobsTools extends EnvironmentTools {
  readonly focusServer: FocusServerSettings;
  /** How far those have come that are watched; absent where that is not asked. */
  readonly watchedNow?: { of(environment: string, jobIds: readonly string[]): Promise<ReadonlyMap<string, Come>> };
}

/** More than live at a time on any environment that was seen; the oldest of more are judged without it. */
const MOST_ASKED = 20;
const METADATA_MS = 1_500;

/** One look at all jobs of an environment, and metadata of each that lives. */
export interface JobsSeen {
  readonly evidence: Evidence;
  readonly metadata: ReadonlyMap<string, MetadataAnswer>;
}

/** The jobs that live in an environment now and what others left behind. */
export async function lookUpJobs(tools: JobsTools, asked: EnvironmentAsked): Promise<JobsReport> {
  const { evidence, metadata } = await lookAtJobs(tools, asked);
  const report = writeJobsReport(evidence, metadata);
  const come = await tools.watchedNow?.of(
    asked.environment,
    report.jobs.map(({ jobId }) => jobId),
  );
  return come ? withCourse(report, come) : report;
}

const COME: Readonly<Record<Come['to'], string>> = {
  made: 'no container yet, its Kubernetes Job was made',
  'container-started': 'no queue yet, its container started',
  'queue-created': 'no consumer yet, its queue came',
  'consumer-ready': 'its consumer came',
};

function withCourse(report: JobsReport, come: ReadonlyMap<string, Come>): JobsReport {
  const jobs = report.jobs.map((row) => {
    const now = come.get(row.jobId);
    return now ? { ...row, watched: `${COME[now.to]} ${ageWords(Math.max(0, report.at - now.since))} ago` } : row;
  });
  return { ...report, jobs };
}

export async function lookAtJobs(tools: JobsTools, asked: EnvironmentAsked): Promise<JobsSeen> {
  const evidence = await lookAtEnvironment(tools, asked);
  const seen = jobsSeenIn(evidence);
  const view = viewOf(seen);
  const living = partsOf(seen).filter((parts) => isAlive(parts, view));
  const young = living.toSorted((a, b) => (b.bornAt ?? 0) - (a.bornAt ?? 0)).slice(0, MOST_ASKED);
  const answers = await Promise.all(young.map(async ({ id }) => [id, await askMetadata(id, tools)] as const));
  return { evidence, metadata: new Map(answers.flatMap(([id, answer]) => (answer ? [[id, answer]] : []))) };
}

async function askMetadata(jobId: string, tools: JobsTools): Promise<MetadataAnswer | undefined> {
  const { focusServer, clock, signal } = tools;
  const answer = await lookAtJob({ jobId, focusServer, clock, signal, patienceMs: METADATA_MS }).metadata;
  return answer.kind === 'seen' ? answer.value : undefined;
}

import { ageWords } from '#lib/duration.ts';
import type { PastRun } from '../evidence.ts';
import type { Diagnosis } from '../finding.ts';
import { controlJob } from '../rules/read-timeline.ts';
import { consumerGone } from '../timeline/milestones.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Report } from './report.ts';

/** Whether it is this job or every one of the environment, and whether somebody is needed now. */
export function scopeOf(diagnosis: Diagnosis): Pick<Report, 'urgency' | 'scope'> {
  const { verdict, cause, timeline } = diagnosis;
  if (verdict === 'healthy') return { urgency: 'none' };
  if (verdict === 'degraded' && !isHarmed(diagnosis)) return { urgency: 'later' };
  if (verdict === 'inconclusive' || blames(diagnosis) !== 'stack') return { urgency: 'soon' };
  const reach = reachOf(timeline);
  // What is wrong with the environment itself is wrong for every job.
  const isOfAll = cause?.rule.asksOf?.includes('environment') === true && reach?.of !== 'one';
  return { urgency: isOfAll || reach?.of === 'all' ? 'now' : 'soon', ...(reach && { scope: reach.words }) };
}

/** Its consumer came, and the job is of no use all the same: it ended, or nobody reaches its stream. */
export function isHarmed({ cause, timeline }: Pick<Diagnosis, 'cause' | 'timeline'>): boolean {
  if (!cause) return false;
  const { endsPod, stage } = cause.rule;
  return endsPod === true || stage?.before === 'stream-open' || consumerGone(timeline.evidence) !== undefined;
}

/** Whom the cause blames; undefined without one. */
export function blames({ cause }: Pick<Diagnosis, 'cause'>) {
  return cause && (cause.blames ?? cause.rule.blames);
}

interface Reach {
  readonly of: 'all' | 'one';
  readonly words: string;
}

/** By the runs just before, and by the job that stands beside it. */
function reachOf(timeline: Timeline): Reach | undefined {
  return byRuns(timeline) ?? byNeighbour(timeline);
}

function byRuns({ evidence: { background, subject } }: Timeline): Reach | undefined {
  const recent = (background?.recent ?? []).filter(({ jobId }) => jobId !== subject.job?.id);
  // The newest of each job: one that was looked at twice is one.
  const jobs = recent.filter(({ jobId }, i) => recent.findIndex((run) => run.jobId === jobId) === i);
  const firstGood = jobs.findIndex(({ worked }) => worked);
  const bad = firstGood === -1 ? jobs.length : firstGood;
  const good = jobs[firstGood];
  if (bad > 0) return { of: 'all', words: `The last ${bad + 1} jobs all failed${lastGood(good, subject.zero)}` };
  return good && { of: 'one', words: `Job ${good.jobId} got its consumer ${ago(good, subject.zero)}` };
}

function byNeighbour(timeline: Timeline): Reach | undefined {
  const control = controlJob(timeline)?.fact;
  if (control?.jobId === undefined) return undefined;
  if (control.metadata === 'ready') return { of: 'one', words: `Job ${control.jobId} beside it works` };
  if (control.metadata === 'id-unknown' && control.consumers === 0)
    return { of: 'all', words: `Job ${control.jobId} beside it has no consumer either` };
  return undefined;
}

function lastGood(good: PastRun | undefined, zero: number): string {
  return good ? `; the last that worked was ${ago(good, zero)}` : '';
}

function ago({ startedAt }: PastRun, zero: number): string {
  return `${ageWords(Math.max(0, zero - startedAt))} ago`;
}

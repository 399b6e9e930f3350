import { ageWords } from '#lib/duration.ts';
import type { PastRun } from '../evidence.ts';
import type { Diagnosis, Finding } from '../finding.ts';
import { controlJob } from '../rules/read-timeline.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Report } from './report.ts';

/** Whether it is this job or every one of the environment, and whether somebody is needed now. */
export function scopeOf(diagnosis: Diagnosis): Pick<Report, 'urgency' | 'scope'> {
  const { verdict, cause, timeline } = diagnosis;
  if (verdict === 'healthy') return { urgency: 'none' };
  if (verdict === 'degraded' && !isHarmed(diagnosis)) return { urgency: 'later' };
  const blamed = blames(diagnosis);
  if (verdict === 'inconclusive' || blamed === 'request' || blamed === 'path') return { urgency: 'soon' };
  const { of, words } = reachOf(timeline, cause);
  return { urgency: of === 'all' ? 'now' : 'soon', scope: words };
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
  readonly of: 'all' | 'one' | 'unknown';
  readonly words: string;
}

/** By the runs just before, by the job that stands beside it, and by where the cause lies. */
function reachOf(timeline: Timeline, cause: Finding | undefined): Reach {
  const seen = byRuns(timeline) ?? byNeighbour(timeline);
  if (seen?.of === 'all') return seen;
  if (cause?.hits === 'older-jobs') return { of: 'one', words: 'Every older job is hit, and no new one' };
  const all = cause && byCause(cause);
  if (all) return { of: 'all', words: seen ? `${all}, though ${seen.words.replace(/^J/, 'j')}` : all };
  if (seen) return seen;
  if (cause?.hits === 'told-by-a-run') return { of: 'all', words: 'If the new job gets one, only this job was hit' };
  return { of: 'unknown', words: 'If a new run fails too, every job is hit: then do it now' };
}

/** What is wrong with the environment itself, or with what every job is made of, is wrong for every job. */
function byCause({ rule, hits }: Finding): string | undefined {
  if (rule.asksOf?.includes('environment')) return 'Every job is hit';
  return hits === 'new-jobs' ? 'Every new job is hit' : undefined;
}

function byRuns({ evidence: { background, subject, endedAt } }: Timeline): Reach | undefined {
  const recent = (background?.recent ?? []).filter(({ jobId }) => jobId !== subject.job?.id);
  // The newest of each job: one that was looked at twice is one.
  const jobs = recent.filter(({ jobId }, i) => recent.findIndex((run) => run.jobId === jobId) === i);
  const firstGood = jobs.findIndex(({ worked }) => worked);
  const bad = firstGood === -1 ? jobs.length : firstGood;
  const good = jobs[firstGood];
  if (bad > 0) return { of: 'all', words: `The last ${bad + 1} jobs all failed${lastGood(good, endedAt)}` };
  return good && { of: 'one', words: `Job ${good.jobId} got its consumer ${ago(good, endedAt)}` };
}

function byNeighbour(timeline: Timeline): Reach | undefined {
  const control = controlJob(timeline)?.fact;
  if (control?.jobId === undefined) return undefined;
  if (control.metadata === 'ready') return { of: 'one', words: `Job ${control.jobId} beside it works` };
  if (control.metadata === 'id-unknown' && control.consumers === 0)
    return { of: 'all', words: `Job ${control.jobId} beside it has no consumer either` };
  return undefined;
}

function lastGood(good: PastRun | undefined, now: number): string {
  return good ? `; the last that worked was ${ago(good, now)}` : '';
}

/** As of the report, which is told when the run has ended. */
function ago({ startedAt }: PastRun, now: number): string {
  return `${ageWords(Math.max(0, now - startedAt))} ago`;
}

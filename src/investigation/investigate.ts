import { metered, type Spent } from '#lib/meter.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import { certainSoFar } from './diagnosis/so-far.ts';
import type { Background, Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { Observation } from './observation.ts';
import { type Observing, observe } from './observe.ts';
import type { Report } from './report/report.ts';
import { writeReport } from './report/write.ts';
import { type Earlier, goneOnWith } from './resume.ts';
import { rules } from './rules/index.ts';
import { isEnded } from './rules/standing-pods.ts';
import type { Subject } from './subject.ts';
import { buildTimeline } from './timeline/timeline.ts';

export interface Tools extends Observing {
  startJob(): Promise<Subject>;
  /** What an earlier run of the same investigation saw; undefined where there was none. */
  resume?(subject: Subject): Promise<Earlier | undefined>;
  /** Runs each stage of it, as whoever times them wants it. */
  stage?<T>(name: 'start-job' | 'observe' | 'explain', work: () => Promise<T>): Promise<T>;
  /** What earlier investigations logged, and how long they took; undefined where it cannot be told. */
  recall?(evidence: Evidence): Promise<Background | undefined>;
}

export interface Investigated {
  readonly evidence: Evidence;
  readonly report: Report;
}

/** From a question to an answer: act once, look, then think. */
export function investigate(tools: Tools): Promise<Investigated> {
  return metered((bill) => lookInto(tools, bill));
}

async function lookInto(tools: Tools, bill: () => readonly Spent[]): Promise<Investigated> {
  const { stage = (_name, work) => work() } = tools;
  const found = await stage('start-job', () => tools.startJob());
  const earlier = await tools.resume?.(found);
  const subject = goneOnWith(found, earlier);
  const observing = { isDecided: isFinal, ...tools, ...(earlier && { earlier }) };
  const looked = await stage('observe', () => observe(subject, observing));
  const seen = { ...looked, bill: bill() };
  const background = await tools.recall?.(seen);
  const evidence = background ? { ...seen, background } : seen;
  return { evidence, report: await stage('explain', async () => explain(evidence)) };
}

/** A job that is over for good needs no more waiting. */
function isFinal(...[subject, soFar, now]: Parameters<typeof certainSoFar>): boolean {
  const cause = certainSoFar(subject, soFar, now);
  return cause?.rule.final === true && !isReplaced(cause, soFar);
}

/** Its Job has made another pod, and what becomes of that one is open. */
function isReplaced({ because }: Finding, soFar: readonly Observation[]): boolean {
  const pods = new Map(
    soFar.flatMap(({ fact }) => (fact.kind === 'pod-state' && fact.role === 'grpc' ? [[fact.uid, fact] as const] : [])),
  );
  const newest = [...pods.values()].toSorted((a, b) => a.createdStamp - b.createdStamp).at(-1);
  const isBlamed = because.some(({ fact }) => 'uid' in fact && fact.uid === newest?.uid);
  return pods.size > 1 && newest !== undefined && !isBlamed && !newest.deleted && !isEnded(newest);
}

/** All the thinking, and no I/O: the same evidence always gives the same report. */
export function explain(evidence: Evidence): Report {
  const timeline = buildTimeline(evidence);
  const diagnosis = diagnose(timeline, rules);
  return writeReport(diagnosis);
}

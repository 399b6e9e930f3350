import { describeRequest } from './ask.ts';
import { usually, usualTotal } from './baseline.ts';
import { describeFact } from './describe.ts';
import type { Diagnosis, Finding } from './diagnosis.ts';
import type { Evidence } from './evidence.ts';
import type { Group } from './log-reading/groups.ts';
import { isNewError } from './log-reading/new-errors.ts';
import { type PlacedLine, whenHappened } from './log-reading/order.ts';
import { type MilestoneId, milestoneIds } from './milestones.ts';
import type { Moment } from './moment.ts';
import type { Observation } from './observation.ts';
import type { MilestoneRow, Proof, Report, ReportedFinding, ReportedLogLine } from './report.ts';
import { reportPhases } from './report-phases.ts';
import { limit, moment, passedLimits, seconds, secondsAtLeast } from './say.ts';
import type { Subject } from './subject.ts';
import { tellingLines } from './telling-lines.ts';
import { namedKinds } from './words.ts';

const milestoneLabels: Readonly<Record<MilestoneId, string>> = {
  configured: 'Configure answered',
  'job-created': 'Kubernetes Job created',
  'pod-created': 'Pod created',
  'pod-scheduled': 'Pod scheduled',
  'container-started': 'Container started',
  'pod-ready': 'Pod Ready',
  'queue-created': 'Queue exists',
  'consumer-attached': 'Consumer on the queue',
  'consumer-ready': 'Metadata answers',
  'stream-open': 'Stream port accepts',
};

/** The diagnosis in words. The same diagnosis gives the same report. */
export function writeReport(diagnosis: Diagnosis): Report {
  const { timeline, verdict, cause } = diagnosis;
  const { evidence, milestones, endedMs } = timeline;
  const { subject } = evidence;
  return {
    version: 1,
    investigation: subject.investigation,
    environment: subject.environment,
    requestedBy: subject.requestedBy,
    ...(subject.job && { jobId: subject.job.id }),
    startedAt: subject.zero,
    tookMs: endedMs,
    request: subject.request ? describeRequest(subject.request) : 'a job that somebody else started',
    verdict,
    headline: cause?.summary ?? headlineWithoutCause(diagnosis),
    ...(cause && { cause: reported(diagnosis, cause) }),
    alsoFound: diagnosis.alsoFound.map((finding) => reported(diagnosis, finding)),
    symptoms: diagnosis.symptoms.map((finding) => reported(diagnosis, finding)),
    nextStep: nextStep(diagnosis),
    keyTimes: keyTimes(diagnosis),
    milestones: milestoneIds
      .filter((id) => (id === 'configured' ? subject.configure : subject.job))
      .map((id) => milestoneRow(id, milestones[id], subject)),
    ...reportPhases(timeline),
    notSeen: notSeen(diagnosis),
    undecided: undecided(diagnosis),
    logLines: tellingLines(evidence).map((group) => logLine(group, evidence)),
  };
}

function headlineWithoutCause({ timeline, verdict }: Diagnosis): string {
  const { subject, background } = timeline.evidence;
  const { limits, configure } = subject;
  if (!subject.job)
    return `Not determined why there is no job: configure was ${configure?.outcome} (${configure?.detail})`;
  const ready = timeline.milestones['consumer-ready'];
  const job = `job ${subject.job.id}`;
  if (ready.state === 'reached' && !configure && ready.earliest === 0)
    return `Job ${subject.job.id} has its consumer: metadata answered the first time it was asked`;
  if (ready.state === 'reached') {
    const came = `The consumer of ${job} was there after ${moment(ready)}`;
    const usual = usually(usualTotal(background?.usual));
    const words = `${came} (${passedLimits(ready.earliest, limits)}, ${usual})`;
    return verdict === 'healthy' ? words : `${words}; which phase was slow is not determined`;
  }
  if (ready.state === 'not-reached') {
    const none = `No consumer of ${job} in ${secondsAtLeast(ready.after)} (limit ${limit(limits.consumerFailMs)})`;
    return `${none}; the cause is not determined`;
  }
  return `Not determined whether ${job} has a consumer: ${ready.why}`;
}

function nextStep({ verdict, cause, timeline }: Diagnosis): string {
  if (cause) return cause.remedy;
  if (verdict === 'healthy') return 'Nothing to do';
  const ready = timeline.milestones['consumer-ready'];
  const { consumerFailMs } = timeline.evidence.subject.limits;
  const { configure } = timeline.evidence.subject;
  if (ready.state === 'not-reached' && ready.after < consumerFailMs && configure)
    return `Run again with timeout=${consumerFailMs / 1_000}s or more: the wait ended before the limit`;
  const gap = timeline.evidence.gaps.find(({ reason }) => reason !== 'not-configured') ?? timeline.evidence.gaps[0];
  if (gap) return `Make ${namedKinds(gap.kinds)} visible, then run again: ${gap.detail}`;
  return 'Read the log lines of this report, then run again';
}

function keyTimes({ timeline: { milestones, evidence } }: Diagnosis): Report['keyTimes'] {
  const labels: readonly (readonly [MilestoneId, string])[] = [
    ['configured', 'Configure'],
    ['container-started', 'Pod running'],
    ['queue-created', 'Queue'],
    ['consumer-ready', 'Consumer'],
  ];
  return labels
    .filter(([id]) => (id === 'configured' ? evidence.subject.configure : evidence.subject.job))
    .map(([id, label]) => ({ label, value: when(id, milestones[id], evidence.subject) }));
}

/** Configure that gave no job is not late, it is over: `refused after 0.3 s`. */
function when(id: MilestoneId, at: Moment, { configure, zero }: Subject): string {
  if (id !== 'configured' || !configure || configure.outcome === 'accepted') return moment(at);
  return `${configure.outcome} after ${seconds(configure.answeredAt - zero)}`;
}

function milestoneRow(id: MilestoneId, at: Moment, subject: Subject): MilestoneRow {
  const witnesses = at.state === 'not-seen' ? [] : [...new Set(at.witnesses.map(({ probe }) => probe))];
  return { id, label: milestoneLabels[id], state: at.state, when: when(id, at, subject), witnesses };
}

function reported({ timeline }: Diagnosis, finding: Finding): ReportedFinding {
  const { zero } = timeline.evidence.subject;
  const happenedAt = whenHappened(timeline.evidence);
  const proof = (observation: Observation): Proof => ({
    observation: observation.id,
    at: offset(happenedAt(observation) - zero),
    text: describeFact(observation.fact),
  });
  const unique = (observations: readonly Observation[]) => [...new Map(observations.map((o) => [o.id, o])).values()];
  return {
    id: finding.rule.id,
    summary: finding.summary,
    remedy: finding.remedy,
    because: unique(finding.because).map(proof),
    against: unique(finding.against ?? []).map(proof),
  };
}

/** One line for each thing that was not seen and each reason, whatever was said how often. */
function notSeen({ timeline: { evidence } }: Diagnosis): Report['notSeen'] {
  const lines = evidence.gaps.map(({ kinds, detail }) => ({ what: namedKinds(kinds), why: detail }));
  return [...new Map(lines.map((line) => [`${line.what} ${line.why}`, line])).values()];
}

function logLine(group: Group<PlacedLine>, { subject: { zero }, background }: Evidence): ReportedLogLine {
  const { example, first, last, count, everyMs } = group;
  const { source, pod, level, text } = example;
  return {
    source,
    pod,
    at: offset(first - zero),
    level,
    text,
    ...(count > 1 && { count, lastAt: offset(last - zero) }),
    ...(everyMs !== undefined && { every: seconds(everyMs) }),
    ...(background && isNewError(group, background) && { isNew: true }),
  };
}

/** What the cause leaves open, and the causes behind it that could not be asked about. */
function undecided({ cause, notAsked, verdict, timeline }: Diagnosis): readonly string[] {
  if (verdict === 'healthy') return [];
  const blamed = timeline.milestones['consumer-ready'].state === 'reached' ? 'pace' : 'stack';
  const behind = notAsked.filter(
    ({ rule }) => rule.blames === blamed && (!cause || rule.explains.includes(cause.rule.id)),
  );
  const unseen = Map.groupBy(behind, ({ missing }) => namedKinds(missing));
  const unasked = [...unseen].map(
    ([what, rules]) =>
      `Not excluded, because ${what} could not be seen: ${rules.map(({ rule }) => rule.id).join(', ')}`,
  );
  return [...(cause?.open ?? []), ...unasked];
}

/** Time after zero, negative for what came before: `+2.31 s`. */
function offset(ms: number): string {
  return ms < 0 ? `−${seconds(-ms)}` : `+${seconds(ms)}`;
}

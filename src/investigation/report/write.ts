import { heldOf, heldWords } from '../diagnosis/held.ts';
import type { Evidence } from '../evidence.ts';
import { describeFact, namedKinds, speakerOf } from '../facts.ts';
import type { Diagnosis, Finding } from '../finding.ts';
import { tellingLine } from '../log-entry.ts';
import type { Group } from '../log-reading/groups.ts';
import { isNewError } from '../log-reading/new-errors.ts';
import { type PlacedLine, whenHappened } from '../log-reading/order.ts';
import { tellingLines } from '../log-reading/telling-lines.ts';
import type { Observation } from '../observation.ts';
import { moment, offset, seconds } from '../say.ts';
import { describeRequest, type Subject } from '../subject.ts';
import { type MilestoneId, milestoneIds } from '../timeline/milestones.ts';
import type { Moment } from '../timeline/moment.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { reportAlternatives } from './alternatives.ts';
import { findChanges } from './changes.ts';
import { differentiate } from './differential.ts';
import { headline, nextStep, undecided } from './headline.ts';
import { reportPhases } from './phases.ts';
import type { MilestoneRow, Proof, Report, ReportedFinding, ReportedLogLine } from './report.ts';

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
  const reported = findingWriter(timeline);
  const open = reportAlternatives(diagnosis);
  const differential = differentiate(timeline);
  const changes = findChanges(timeline, verdict);
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
    headline: headline(diagnosis),
    ...(cause && { cause: reported(cause) }),
    alsoFound: diagnosis.alsoFound.map(reported),
    symptoms: diagnosis.symptoms.map(reported),
    ...open,
    ...(differential && { differential }),
    ...(changes && { changes }),
    nextStep: nextStep(diagnosis, open.decidingLook),
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
    text: tellingLine(text),
    ...(count > 1 && { count, lastAt: offset(last - zero) }),
    ...(everyMs !== undefined && { every: seconds(everyMs) }),
    ...(background && isNewError(group, background) && { isNew: true }),
  };
}

/** Findings in words, each with its proof. Gaps are told with all that was not seen. */
function findingWriter({ evidence }: Timeline): (finding: Finding) => ReportedFinding {
  const { zero } = evidence.subject;
  const happenedAt = whenHappened(evidence);
  const proof = (observation: Observation): Proof => ({
    observation: observation.id,
    at: offset(happenedAt(observation) - zero),
    text: describeFact(observation.fact),
  });
  const proofs = (observations: readonly Observation[] = []) =>
    [...new Map(observations.map((o) => [o.id, o])).values()].map(proof);
  return (finding) => ({
    id: finding.rule.id,
    confidence: finding.confidence,
    sureness: sureness(finding),
    summary: finding.summary,
    remedy: finding.remedy,
    refuter: finding.refuter,
    ...(finding.commands?.length && { commands: finding.commands }),
    because: proofs(finding.because),
    against: proofs(finding.against),
  });
}

/** How sure a finding is, in words: `certain: Kubernetes says so`, and how often it held where that was counted. */
function sureness(finding: Finding): string {
  const held = heldOf(finding);
  const counted = held ? ` (${heldWords(held)})` : '';
  switch (finding.confidence) {
    case 'certain':
      return `certain: ${whoSays(finding.because)}${counted}`;
    case 'likely':
      return `likely: what was seen fits nothing else that is known${counted}`;
    case 'possible':
      return 'possible: it fits what was seen, and so do others';
  }
}

function whoSays(because: readonly Observation[]): string {
  const telling = because.filter(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
  const names = [...new Set((telling.length > 0 ? telling : because).map(({ fact }) => speakerOf(fact)))];
  const [first = 'the bot’s own look', second] = names;
  return second === undefined ? `${first} says so` : `${first} and ${second} say so`;
}

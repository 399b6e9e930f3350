import { heldOf, heldWords } from '../diagnosis/held.ts';
import { isDecidedUnseen } from '../diagnosis/verdict.ts';
import type { Evidence } from '../evidence.ts';
import { describeFact, namedKinds, speakerOf } from '../facts.ts';
import type { Diagnosis, Finding } from '../finding.ts';
import { tellingLine } from '../log-entry.ts';
import type { Group } from '../log-reading/groups.ts';
import { isNewError } from '../log-reading/new-errors.ts';
import { type PlacedLine, whenHappened } from '../log-reading/order.ts';
import { tellingLines } from '../log-reading/telling-lines.ts';
import type { Fact, LogLine, Observation } from '../observation.ts';
import { analyzerEnd } from '../rules/analyzer-pod.ts';
import { briefly, interval, moment, offset, plainly, plainNames, seconds } from '../say.ts';
import { describeUnusual, requestLine, type Subject } from '../subject.ts';
import { awayWords } from '../timeline/away.ts';
import { clusterAhead } from '../timeline/clocks.ts';
import { milestoneIds } from '../timeline/milestone-ids.ts';
import type { Moment } from '../timeline/moment.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { reportAlternatives } from './alternatives.ts';
import { billOf } from './bill.ts';
import { findChanges } from './changes.ts';
import { courseOf } from './course.ts';
import { differentiate } from './differential.ts';
import { headline, nextStep, undecided } from './headline.ts';
import { reportPhases } from './phases.ts';
import { type Quote, quoteOf } from './quote.ts';
import { remarkOf } from './remark.ts';
import type { MilestoneRow, Proof, Report, ReportedFinding, ReportedLogLine, Standing } from './report.ts';
import { blames, isHarmed, scopeOf } from './scope.ts';
import { newsOf, whyOf } from './why.ts';

type ShownMilestone = (typeof milestoneIds)[number];

const milestoneLabels: Readonly<Record<ShownMilestone, string>> = {
  configured: 'Configure answered',
  'job-created': 'Kubernetes Job created',
  'pod-created': 'Pod created',
  'pod-scheduled': 'Pod scheduled',
  'container-started': 'Container started',
  'pod-ready': 'Pod Ready',
  'queue-created': 'Queue exists',
  'consumer-attached': 'Consumer on the queue',
  'metadata-answers': 'Metadata answers',
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
  const quote = quoteOf(cause);
  const bill = billOf(timeline);
  const remark = remarkOf(diagnosis);
  const unusual = subject.request && describeUnusual(subject.request);
  const known: Omit<Report, 'why'> = {
    version: 2,
    investigation: subject.investigation,
    environment: subject.environment,
    requestedBy: subject.requestedBy,
    ...(subject.job && { jobId: subject.job.id }),
    startedAt: subject.zero,
    tookMs: endedMs,
    request: requestLine(subject),
    ...(unusual && { unusualRequest: unusual }),
    verdict,
    standing: standingOf(diagnosis),
    headline: headline(diagnosis),
    ...(verdict !== 'healthy' && { sure: sure(diagnosis, quote) }),
    ...(quote && { quote: quote.words }),
    ...(cause && { cause: reported(cause) }),
    alsoFound: diagnosis.alsoFound.map(reported),
    symptoms: diagnosis.symptoms.map(reported),
    ...open,
    ...(differential && { differential }),
    ...(changes && { changes }),
    nextStep: nextStep(diagnosis, open.decidingLook),
    ...scopeOf(diagnosis),
    course: courseOf(timeline),
    ...faultOf(diagnosis, quote),
    facts: factsOf(diagnosis, quote),
    milestones: milestoneIds
      .filter((id) => (id === 'configured' ? subject.configure : subject.job))
      .map((id) => milestoneRow(id, milestones[id], subject)),
    ...reportPhases(timeline),
    ...(bill !== undefined && { bill }),
    notSeen: notSeen(diagnosis),
    ...clocks(evidence),
    ...(remark !== undefined && { remark }),
    undecided: [...undecided(diagnosis), ...disagreements(milestones)],
    logLines: tellingLines(evidence).map((group) => logLine(group, evidence)),
  };
  const why = whyOf(known);
  return { ...known, why, facts: newsOf(known.facts, why, known.quote) };
}

function standingOf(diagnosis: Diagnosis): Standing {
  const { verdict, cause, timeline } = diagnosis;
  if (verdict === 'healthy') return 'works';
  if (verdict === 'inconclusive' && !cause && isDecidedUnseen(timeline)) return 'blind';
  const blamed = blames(diagnosis);
  if (blamed === 'path') return 'blind';
  if (verdict === 'degraded') return isHarmed(diagnosis) ? 'fails' : 'slow';
  if (blamed === 'request') return 'request';
  return cause && verdict === 'broken' ? 'fails' : 'open';
}

function sure({ cause }: Diagnosis, quote: Quote | undefined): string {
  if (!cause) return 'not determined';
  return `${whoSaysIt(cause, quote)}${cause.unexplained ? '; why is not known' : ''}`;
}

function whoSaysIt(cause: Finding, quote: Quote | undefined): string {
  const log = quote && logOf(quote.observation.fact);
  if (cause.confidence !== 'certain') return log ? `likely, by the log of ${log}` : 'likely';
  if (log) return `the log of ${log} says so`;
  const speaker = quote ? speakerOf(quote.observation.fact) : speakersOf(cause.because)[0];
  return speaker === undefined ? 'certain' : `${speaker} says so`;
}

function logOf(fact: Fact): string | undefined {
  return fact.kind === 'log-line' ? LOGS[fact.source] : undefined;
}

const LOGS: Readonly<Record<LogLine['source'], string>> = {
  backend: 'Focus Server',
  grpc: 'the analyzer',
  cleanup: 'the clean-up',
};

function clocks(evidence: Evidence): Pick<Report, 'clocks'> {
  const aheadMs = clusterAhead(evidence);
  if (aheadMs === undefined) return {};
  const words = `${plainly(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
  return { clocks: `The cluster’s clock is ${words}; its times are shifted here` };
}

/** The end of its pod, or the words that say it; what only never came has no moment. */
function faultOf(diagnosis: Diagnosis, quote: Quote | undefined): Pick<Report, 'fault'> {
  const { cause, timeline } = diagnosis;
  if (!cause || blames(diagnosis) !== 'stack') return {};
  const end = analyzerEnd(timeline);
  if (end && cause.rule.endsPod) return { fault: { atMs: end.atMs, word: end.container.reason ?? 'ended' } };
  const { fact } = quote?.observation ?? {};
  if (!quote || (fact?.kind !== 'kubernetes-event' && fact?.kind !== 'log-line')) return {};
  const atMs = whenHappened(timeline.evidence)(quote.observation) - timeline.evidence.subject.zero;
  return { fault: { atMs, word: fact.kind === 'log-line' ? 'its log' : fact.reason } };
}

const MOST_FACTS = 4;
/** Of one kind the first and the last tell what became of it. */
const MOST_OF_A_KIND = 2;

function factsOf({ cause, alternatives, timeline }: Diagnosis, quote: Quote | undefined): readonly string[] {
  const [first] = alternatives;
  const because = (cause ?? (first?.standing === 'possible' ? first.finding : undefined))?.because ?? [];
  const { zero } = timeline.evidence.subject;
  const telling = because.filter((observation) => observation !== quote?.observation && isTelling(observation.fact));
  const ofKinds = [...Map.groupBy(telling, ({ fact }) => fact.kind).values()].flatMap((same) =>
    same.length > MOST_OF_A_KIND ? [same[0], same.at(-1)].flatMap((it) => it ?? []) : same,
  );
  const facts = ofKinds.map(({ fact, at }) => ({ at, words: shortFact(fact) }));
  const once = [...new Map(facts.map((fact) => [fact.words, fact])).values()];
  return once.slice(0, MOST_FACTS).map(({ at, words }) => `${plainly(at - zero)}  ${words}`);
}

/** Not what the course, the log entries or the headline tell, and what nobody reads. */
function isTelling(fact: Fact): boolean {
  switch (fact.kind) {
    case 'log-line':
    case 'clock-reading':
    case 'environment-parts':
      return false;
    case 'configure-answer':
      return fact.outcome !== 'accepted';
    case 'metadata-answer':
      return fact.answer !== 'id-unknown' && fact.answer !== 'ready';
    case 'ack-answer':
      return !fact.ok;
    case 'pod-state':
      return fact.role !== 'grpc' || !fact.ready || fact.deleted;
    default:
      return true;
  }
}

/** Without the name that its pod has for this one time, and without what follows from the rest. */
function shortFact(fact: Fact): string {
  const words = plainNames(describeFact(fact))
    .replace(/; (?:Containers)?Ready False.*/, '')
    .replace(/: Ready False.*/, '')
    .replace(/ label job_id (?:absent|present),?/, '');
  if (fact.kind !== 'pod-state') return briefly(words, LONGEST_FACT);
  const whose = fact.role === 'grpc' ? 'its pod' : fact.role === 'backend' ? 'the backend pod' : fact.name;
  return briefly(words.replace(`pod ${plainNames(fact.name)}`, whose), LONGEST_FACT);
}

/** Witnesses of a moment that cannot all be true, a sentence each. */
function disagreements(milestones: Timeline['milestones']): readonly string[] {
  return milestoneIds.flatMap((id) => {
    const at = milestones[id];
    if (at.state !== 'reached' || !at.denied) return [];
    const { by, earliest, latest } = at.denied;
    const [ours, theirs] = [interval(at.earliest, at.latest), interval(earliest, latest)];
    if (by === 'its stamp' || by === 'its event')
      return [
        `${milestoneLabels[id]} at ${ours} as the watch saw it, and at ${theirs} by ${by}: a clock was set, or the watch was late`,
      ];
    if (by === 'consumer-ready') return [];
    return [
      `${milestoneLabels[id]} at ${ours}, which cannot be before “${milestoneLabels[by]}” at ${theirs}: one of their clocks is wrong`,
    ];
  });
}

const LONGEST_FACT = 160;

/** Configure that gave no job is not late, it is over: `refused after 0.3 s`. */
function when(id: ShownMilestone, at: Moment, { configure, zero }: Subject): string {
  if (id !== 'configured' || !configure || configure.outcome === 'accepted') return moment(at);
  return `${configure.outcome} after ${seconds(configure.answeredAt - zero)}`;
}

function milestoneRow(id: ShownMilestone, at: Moment, subject: Subject): MilestoneRow {
  const witnesses = at.state === 'not-seen' ? [] : [...new Set(at.witnesses.map(({ probe }) => probe))];
  return { id, label: milestoneLabels[id], state: at.state, when: when(id, at, subject), witnesses };
}

/** One line for each thing that was not seen and each reason, whatever was said how often; one for all while the bot was away. */
function notSeen({ timeline: { evidence }, failed }: Diagnosis): Report['notSeen'] {
  const others = evidence.gaps.filter(({ reason }) => reason !== 'bot-away');
  const away = evidence.gaps.filter(({ reason }) => reason === 'bot-away');
  const lines = others.map(({ kinds, detail }) => ({ what: namedKinds(kinds), why: detail }));
  const whileAway = [...Map.groupBy(away, ({ detail }) => detail)].map(([why, gaps]) => ({
    what: namedKinds([...new Set(gaps.flatMap(({ kinds }) => kinds))]),
    why,
  }));
  const unjudged = failed.map(({ rule, why }) => ({
    what: `whether ${rule.means}`,
    why: `the rule ${rule.id} of the plugin ${rule.plugin} could not judge: ${why}`,
  }));
  return [...new Map([...lines, ...whileAway, ...unjudged].map((line) => [`${line.what} ${line.why}`, line])).values()];
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
    means: finding.rule.means,
    blames: finding.blames ?? finding.rule.blames,
    headline: finding.headline,
    sureness: sureness(finding),
    summary: `${finding.summary}${awayWords(evidence, finding.rule.needs)}`,
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
  const [first = 'the bot’s own look', second] = speakersOf(because);
  return second === undefined ? `${first} says so` : `${first} and ${second} say so`;
}

/** Each once; that metadata does not know the job is what is to be explained. */
function speakersOf(because: readonly Observation[]): readonly string[] {
  const telling = because.filter(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
  return [...new Set((telling.length > 0 ? telling : because).map(({ fact }) => speakerOf(fact)))];
}

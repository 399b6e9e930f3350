import { cameWhileAway, isArrivalUnseen } from '../diagnosis/verdict.ts';
import { namedKinds } from '../facts.ts';
import type { Alternative, Diagnosis, Finding } from '../finding.ts';
import type { Gap, GapReason, Observation } from '../observation.ts';
import { briefly, plainly, plainlyAtLeast } from '../say.ts';
import { isCutShort, RUN_AGAIN } from '../timeline/away.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { DecidingLook, Report } from './report.ts';

/** It with what stands around it: `lab: Focus Server had no free consumer worker · its log says so`. */
export function headlineIn({
  environment,
  headline: said,
  sure,
}: Pick<Report, 'environment' | 'headline' | 'sure'>): string {
  return `${environment}: ${said}${sure === undefined ? '' : ` · ${sure}`}`;
}

/** The cause in a person's words; without one what is known first, then what it could be. */
export function headline(diagnosis: Diagnosis): string {
  return diagnosis.cause?.headline ?? withoutCause(diagnosis);
}

function withoutCause(diagnosis: Diagnosis): string {
  const { verdict, timeline } = diagnosis;
  const { subject } = timeline.evidence;
  const { limits, configure } = subject;
  if (!subject.job) {
    const status = configure?.status === undefined ? '' : ` (${configure.status})`;
    return `no job was made: configure was ${configure?.outcome}${status}${likeliest(diagnosis)}`;
  }
  const ready = timeline.milestones['consumer-ready'];
  const job = `job ${subject.job.id}`;
  const gone = consumerGone(timeline.evidence);
  if (gone && ready.state === 'reached')
    return `${job} lost its consumer after ${plainly(gone.at - subject.zero)}${likeliest(diagnosis)}`;
  const { by, thing } = whatCounts(timeline.evidence);
  if (ready.state === 'reached' && !configure && ready.earliest === 0) return `${job} has its ${thing}`;
  if (ready.state === 'reached' && verdict === 'inconclusive' && isArrivalUnseen(timeline))
    return `${job} has its ${thing}, since ${plainly(ready.latest)} at the latest; whether it came in time nobody saw`;
  const attached = timeline.milestones['consumer-attached'];
  if (by === 'metadata' && verdict === 'healthy' && cameWhileAway(timeline) && attached.state === 'reached')
    return `consumer by ${plainly(attached.latest)}, as ${whoSays(attached.witnesses)} says; metadata was not asked until later`;
  if (ready.state === 'reached') {
    const after = `${thing} after ${plainly(ready.latest)}`;
    return verdict === 'healthy' ? after : `${after}, and nothing that was seen says why`;
  }
  if (ready.state === 'not-reached') {
    const yet = ready.after < limits.consumerFailMs ? `no ${thing} yet` : `no ${thing}`;
    const why = isCutShort(timeline.evidence) ? '; then the bot was away' : likeliest(diagnosis);
    return `${yet} for ${job} after ${plainlyAtLeast(ready.after)}${why}`;
  }
  return `cannot tell whether ${job} has a ${thing}: ${briefly(ready.why, MOST_WHY)}`;
}

function whoSays(witnesses: readonly Observation[]): string {
  return witnesses.at(-1)?.fact.kind === 'log-line' ? 'its own log' : 'RabbitMQ';
}

const MOST_WHY = 70;

/** `; likeliest: the pod found no node, or Focus Server made no consumer`; or why nobody can know. */
function likeliest(diagnosis: Diagnosis): string {
  const { alternatives, timeline } = diagnosis;
  const [first, second] = alternatives;
  const gap = tellingGap(timeline.evidence.gaps, alternatives);
  const blind = gap && blindness(diagnosis, gap);
  if (blind) return `; ${blind.rule.means}, so why is not known`;
  if (!first) return '';
  return `; ${second ? `likeliest: ${first.rule.means}, or ${second.rule.means}` : `perhaps ${first.rule.means}`}`;
}

/** The act with the word that says when, and whom it hits: `Do now: Bring the RabbitMQ pod back. Every job is hit`. */
export function actIn(report: Pick<Report, 'urgency' | 'standing' | 'nextStep' | 'scope'>): readonly [string, string] {
  const { urgency, standing, nextStep, scope } = report;
  const isOfAsker = urgency === 'soon' && (standing === 'request' || standing === 'open');
  return [isOfAsker ? 'Do' : WHEN[urgency], scope === undefined ? nextStep : `${nextStep}. ${scope}`];
}

/** Whether somebody is needed now, at night too. */
const WHEN: Readonly<Record<Report['urgency'], string>> = {
  now: 'Do now',
  soon: 'Do today',
  later: 'Can wait',
  none: 'Nothing to do',
};

/** The one thing that a person does. */
export function nextStep(diagnosis: Diagnosis, look: DecidingLook | undefined): string {
  const { verdict, cause, timeline, alternatives } = diagnosis;
  if (cause) return cause.remedy;
  if (verdict === 'healthy') return 'Nothing to do';
  if (isCutShort(timeline.evidence)) return RUN_AGAIN;
  if (isArrivalUnseen(timeline)) return 'Nothing: it has its consumer; run again where it matters how soon';
  const ready = timeline.milestones['consumer-ready'];
  const { consumerFailMs } = timeline.evidence.subject.limits;
  const { configure, timeoutMs } = timeline.evidence.subject;
  if (ready.state === 'not-reached' && ready.after < consumerFailMs && configure)
    return timeoutMs < consumerFailMs
      ? `Run again with timeout=${consumerFailMs / 1_000}s or more: the wait ended before the limit`
      : 'Run again: nobody looked to the end of the wait';
  const gap = tellingGap(timeline.evidence.gaps, alternatives);
  if (gap)
    return gap.mend ?? blindness(diagnosis, gap)?.remedy ?? `Let the bot see ${namedKinds(gap.kinds)}, then run again`;
  if (ready.state === 'reached') return 'Nothing; where it comes again, /focus trend shows since when';
  return look ? pressed(look) : 'Run again: nothing that was seen tells more';
}

function pressed({ look }: DecidingLook): string {
  const { label, tells } = LOOKS[look];
  return `Press “${label}”: ${tells}`;
}

/** The button of each look, and what it does. */
export const LOOKS: Readonly<
  Record<DecidingLook['look'], { readonly label: string; readonly asks: string; readonly tells: string }>
> = {
  status: {
    label: 'What answers?',
    asks: 'Ask which parts answer',
    tells: 'it tells the way there from the stack',
  },
  jobs: {
    label: 'Other jobs?',
    asks: 'List the jobs and their consumers',
    tells: 'it tells this job from the environment',
  },
  job: {
    label: 'Look again',
    asks: 'Look at the same job again',
    tells: 'it tells a late consumer from one that will not come',
  },
  logs: {
    label: 'Its logs',
    asks: 'Read the logs of the job',
    tells: 'an error in them would name the cause',
  },
};

/** The finding that says why this was not seen. */
function blindness({ alsoFound, symptoms }: Diagnosis, { kinds }: Gap): Finding | undefined {
  const blind = [...alsoFound, ...symptoms].filter(({ rule }) => rule.blames === 'path');
  return blind.find(({ gaps = [] }) => gaps.some((gap) => gap.kinds.some((kind) => kinds.includes(kind))));
}

/** What was not seen and would tell the first alternatives apart: what they need, or what tells them from one another. */
function tellingGap(gaps: readonly Gap[], alternatives: readonly Alternative[]): Gap | undefined {
  const kinds = alternatives.slice(0, 2).flatMap(({ rule }) => [...(rule.toldBy ?? []), ...rule.needs]);
  const telling = gaps.filter((gap) => gap.from === undefined && gap.kinds.some((kind) => kinds.includes(kind)));
  return telling.find(({ reason }) => MENDABLE.includes(reason)) ?? telling.find(isConfigured) ?? telling[0];
}

/** What somebody can give the bot a way to; the rest may be as it has to be. */
const MENDABLE: readonly GapReason[] = [
  'refused',
  'unreachable',
  'not-trusted',
  'misdirected',
  'tunnel-down',
  'not-told',
];

function isConfigured({ reason }: Gap): boolean {
  return reason !== 'not-configured';
}

/** What the cause leaves open, and the causes that could not be asked about, a sentence each. */
export function undecided({ cause, notExcluded, verdict }: Diagnosis): readonly string[] {
  if (verdict === 'healthy') return [];
  const unseen = Map.groupBy(notExcluded, ({ missing }) => namedKinds(missing));
  const unasked = [...unseen].map(
    ([what, rules]) =>
      `Not excluded, because ${what} could not be seen: ${rules.map(({ rule }) => rule.means).join('; ')}`,
  );
  return [...(cause?.open ?? []), ...unasked];
}

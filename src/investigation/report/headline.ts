import { joinFirst } from '#lib/join-words.ts';
import { namedKinds } from '../facts.ts';
import type { Alternative, Diagnosis } from '../finding.ts';
import type { Gap, GapReason } from '../observation.ts';
import { limit, moment, passedLimits, seconds, secondsAtLeast } from '../say.ts';
import { consumerGone } from '../timeline/milestones.ts';
import { usually, usualTotal } from '../timeline/usual.ts';
import type { DecidingLook } from './report.ts';

const MOST_NAMED = 3;

/** The answer in one sentence. That the cause is not determined is said before all else. */
export function headline(diagnosis: Diagnosis): string {
  return diagnosis.cause?.summary ?? withoutCause(diagnosis);
}

function withoutCause(diagnosis: Diagnosis): string {
  const { verdict, timeline } = diagnosis;
  const { subject, background } = timeline.evidence;
  const { limits, configure } = subject;
  if (!subject.job)
    return `Not determined why there is no job: configure was ${configure?.outcome} (${configure?.detail})${couldBe(diagnosis)}`;
  const ready = timeline.milestones['consumer-ready'];
  const job = `job ${subject.job.id}`;
  const gone = consumerGone(timeline.evidence);
  if (gone && ready.state === 'reached')
    return `Not determined why the consumer of ${job} went again: metadata answered for it after ${moment(ready)}, and did not ${gone.fact.answer === 'id-unknown' ? 'know' : 'answer for'} it at ${seconds(gone.at - subject.zero)}${couldBe(diagnosis)}`;
  if (ready.state === 'reached' && !configure && ready.earliest === 0)
    return `Job ${subject.job.id} has its consumer: metadata answered the first time it was asked`;
  if (ready.state === 'reached') {
    const words = `after ${moment(ready)} (${passedLimits(ready.earliest, limits)}, ${usually(usualTotal(background?.usual))})`;
    return verdict === 'healthy'
      ? `The consumer of ${job} was there ${words}`
      : `Not determined why the consumer of ${job} was there only ${words}${couldBe(diagnosis)}`;
  }
  if (ready.state === 'not-reached') {
    const after = `after ${secondsAtLeast(ready.after)} (limit ${limit(limits.consumerFailMs)})`;
    return ready.after < limits.consumerFailMs
      ? `Not determined whether ${job} gets its consumer: there was none ${after}${couldBe(diagnosis)}`
      : `Not determined why ${job} has no consumer ${after}${couldBe(diagnosis)}`;
  }
  return `Not determined whether ${job} has a consumer: ${ready.why}`;
}

/** `; could be: pod-not-scheduled, queue-missing and 2 more`. */
function couldBe({ alternatives }: Diagnosis): string {
  if (alternatives.length === 0) return '';
  const named = alternatives.map(({ rule }) => rule.id);
  return `; could be: ${joinFirst(named, MOST_NAMED)}`;
}

/** What to do now, in one sentence. */
export function nextStep(
  { verdict, cause, timeline, alternatives }: Diagnosis,
  look: DecidingLook | undefined,
): string {
  if (cause) return cause.remedy;
  if (verdict === 'healthy') return 'Nothing to do';
  const ready = timeline.milestones['consumer-ready'];
  const { consumerFailMs } = timeline.evidence.subject.limits;
  const { configure } = timeline.evidence.subject;
  if (ready.state === 'not-reached' && ready.after < consumerFailMs && configure)
    return `Run again with timeout=${consumerFailMs / 1_000}s or more: the wait ended before the limit`;
  const gap = tellingGap(timeline.evidence.gaps, alternatives);
  if (gap) return gap.mend ?? `Make ${namedKinds(gap.kinds)} visible, then run again: ${gap.detail}`;
  if (ready.state === 'reached')
    return 'Run again, and look at /focus trend: one run that is a little late is no trend, and no phase alone was slow';
  return look ? `Look again: ${look.why}` : 'Read the log lines of this report, then run again';
}

/** What was not seen and would tell the first alternatives apart: what they need, or what tells them from one another. */
function tellingGap(gaps: readonly Gap[], alternatives: readonly Alternative[]): Gap | undefined {
  const kinds = alternatives.slice(0, 2).flatMap(({ rule }) => [...(rule.toldBy ?? []), ...rule.needs]);
  const telling = gaps.filter((gap) => gap.from === undefined && gap.kinds.some((kind) => kinds.includes(kind)));
  return telling.find(({ reason }) => MENDABLE.includes(reason)) ?? telling.find(isConfigured) ?? telling[0];
}

/** What somebody can give the bot a way to; the rest may be as it has to be. */
const MENDABLE: readonly GapReason[] = ['refused', 'unreachable', 'not-trusted', 'misdirected', 'not-told'];

function isConfigured({ reason }: Gap): boolean {
  return reason !== 'not-configured';
}

/** What the cause leaves open, and the causes that could not be asked about, a sentence each. */
export function undecided({ cause, notExcluded, verdict }: Diagnosis): readonly string[] {
  if (verdict === 'healthy') return [];
  const unseen = Map.groupBy(notExcluded, ({ missing }) => namedKinds(missing));
  const unasked = [...unseen].map(
    ([what, rules]) =>
      `Not excluded, because ${what} could not be seen: ${rules.map(({ rule }) => rule.id).join(', ')}`,
  );
  return [...(cause?.open ?? []), ...unasked];
}

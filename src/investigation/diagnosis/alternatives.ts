import { observed, wasSeen } from '../evidence.ts';
import type { Alternative, Finding, NotAsked, Rule } from '../finding.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import { type MilestoneId, milestoneIds } from '../timeline/milestone-ids.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** More than there are rules that can be open at once; evidence from elsewhere may have any. */
const MOST = 24;

/**
 * What else it could be, the likeliest first: what was asked and has proof, in the order of the rules; then what nothing
 * excludes: first what is known of this stack, then what would explain how far the job came, then that of which the most was seen.
 */
export function alternativesOf(
  timeline: Timeline,
  possible: readonly Finding[],
  notExcluded: readonly NotAsked[],
): readonly Alternative[] {
  const fits = possible.map((finding) => ({ standing: 'possible', rule: finding.rule, finding }) as const);
  const bare = fits.filter(({ finding }) => !hasProof(finding));
  const unasked = notExcluded.map(({ rule, missing }) => ({ standing: 'not-excluded', rule, missing }) as const);
  return [
    ...fits.filter(({ finding }) => hasProof(finding)),
    ...[...bare, ...unasked].toSorted(
      (a, b) => rank(a) - rank(b) || standsAt(timeline, b) - standsAt(timeline, a) || seen(b) - seen(a),
    ),
  ].slice(0, MOST);
}

/** The causes that could not be asked about and would matter: behind the cause where there is one. */
export function notExcludedBy(
  timeline: Timeline,
  notAsked: readonly NotAsked[],
  cause: Finding | undefined,
): readonly NotAsked[] {
  const isThere = timeline.milestones['consumer-ready'].state === 'reached' && !consumerGone(timeline.evidence);
  const blamed = isThere ? 'pace' : 'stack';
  return notAsked.filter(
    ({ rule }) =>
      rule.blames === blamed &&
      // The bot's own blindness says nothing of the stack, so it excludes nothing.
      (!cause || cause.rule.blames === 'path' || rule.explains.includes(cause.rule.id)) &&
      !isContradicted(timeline, rule),
  );
}

/** The way of a job to its consumer: who has come to one of these has passed those before it. */
const WAY: readonly MilestoneId[] = milestoneIds.filter(
  (id) => !['configured', 'pod-ready', 'metadata-answers', 'stream-open'].includes(id),
);

/** Whether the analyzer's Kubernetes Job counts a failed pod; undefined where it was not seen to the end. */
function hasFailedPod({ evidence }: Timeline): boolean | undefined {
  if (!wasSeen(evidence, 'kubernetes-job-state')) return undefined;
  const states = observed(evidence, 'kubernetes-job-state').filter(({ fact }) => fact.name.startsWith('grpc-job-'));
  return states.some(({ fact }) => fact.failed > 0);
}

/** It rests on more than the symptom. */
function hasProof({ because }: Finding): boolean {
  return because.some(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
}

/** What was never seen of this stack stands behind what was, and the last resort behind all. */
function rank({ rule }: Alternative): number {
  return rule.lastResort ? 2 : rule.seldom ? 1 : 0;
}

/** 1 where it would explain the first thing on a job's way that never came, or a pod that failed. */
function standsAt(timeline: Timeline, { rule }: Alternative): number {
  if (rule.endsPod && hasFailedPod(timeline)) return 1;
  const { milestones } = timeline;
  const { before } = rule.stage ?? {};
  const stop = WAY.findIndex((id) => milestones[id].state === 'not-reached');
  return before !== undefined && WAY.indexOf(before) >= 0 && WAY.indexOf(before) <= stop ? 1 : 0;
}

function seen(alternative: Alternative): number {
  return alternative.rule.needs.length - (alternative.standing === 'possible' ? 0 : alternative.missing.length);
}

function isContradicted(timeline: Timeline, { endsPod, stage }: Rule): boolean {
  if (endsPod && hasFailedPod(timeline) === false) return true;
  const { milestones } = timeline;
  const { before, after } = stage ?? {};
  if (after && milestones[after].state === 'not-reached') return true;
  if (!before) return false;
  const implied = WAY.includes(before) ? WAY.slice(WAY.indexOf(before)) : [before];
  return implied.some((milestone) => milestones[milestone].state === 'reached');
}

import { wasSeen } from '../evidence.ts';
import type { Confidence, Rule } from '../finding.ts';
import type { Observation, PodState } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { complains, lastWords, quoted } from './analyzer-pod.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, isOfEnvironment, isWayOpen, last, standingPods } from './read-timeline.ts';

/** Nothing answers for Focus Server: connections are refused, or the gateway before it says so. */
export const backendDown: Rule = {
  id: 'backend-down',
  means: 'Focus Server is down',
  needs: ['ack-answer'],
  explains: ['configure-refused', 'configure-unanswered'],
  blames: 'stack',
  stage: { before: 'configured' },
  asksOf: subjectKinds,
  find(timeline) {
    const { configure, environment } = timeline.evidence.subject;
    const ack = last(timeline, 'ack-answer');
    if (!silent(timeline) || !ack) return undefined;
    const pods = backendPods(timeline);
    if (pods.length > 0 && pods.every(({ fact }) => fact.ready)) return undefined;
    const unready = pods.filter(({ fact }) => !fact.ready);
    const states = unready.map(({ fact }) => `${fact.name} is ${fact.phase}, not Ready`).slice(0, 2);
    const crash = unready.find(({ fact }) => fact.containers.some(({ reason }) => reason === 'CrashLoopBackOff'));
    const lines = crash ? lastWords(timeline, crash.fact).filter(({ fact }) => complains(fact)) : [];
    const line = lines.at(-1);
    const selector = backendSelector(timeline);
    return {
      confidence: unready.length > 0 && unready.length === pods.length ? 'certain' : withoutPods(timeline, pods.length),
      headline: crash ? 'Focus Server is down: its pod crashes again and again' : 'Focus Server is down',
      summary: `Focus Server of ${environment} is down: ${configure && configure.outcome !== 'accepted' ? `configure ${said(configure)}` : ack.fact.status === undefined ? ack.fact.detail : `GET /ack said ${ack.fact.status}, expected 200`}${states.length > 0 ? `; ${states.join(', ')}` : ''}${line ? `; it logged ${quoted(line)}` : ''}`,
      remedy: crash
        ? `${line ? 'Mend what its log says before each crash' : 'Read why it crashes in the log of its last run (kubectl logs --previous), and mend that'}: no job works before it is Ready`
        : 'Bring the backend pod back, such as by undoing its last deploy: no job works before it is Ready',
      because: [...all(timeline, 'configure-answer'), ack, ...unready.slice(0, 2), ...lines],
      refuter: `Pod ${unready[0]?.fact.name ?? 'of the backend'} being Ready in that minute, or GET /ack of ${environment} answering 200, would show it wrong`,
      commands: [
        kubectl(timeline, `get pods -l ${selector} -o wide`),
        kubectl(timeline, `describe pod -l ${selector}`),
        kubectl(timeline, `logs -l ${selector} --tail=100 --previous`),
        curl(timeline, '/ack'),
      ],
      open: pods.length > 0 || isNowhere(timeline, pods.length) ? [] : ['Whether the backend pod runs was not seen'],
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'ack-answer')
      .slice(-1)
      .filter(({ fact }) => fact.ok),
};

/** Neither the health endpoint nor configure, where it was asked, was answered by the application itself. */
export function silent(timeline: Timeline): boolean {
  const { configure } = timeline.evidence.subject;
  const ack = last(timeline, 'ack-answer')?.fact;
  if (ack === undefined || ack.ok) return false;
  if (configure?.outcome === 'accepted') return isOwnFailure(ack.status) && metadataSilent(timeline);
  if (configure) return configure.outcome === 'unreachable' || isGateway(configure.status);
  return isOfEnvironment(timeline) ? isOwnFailure(ack.status) : metadataSilent(timeline);
}

function metadataSilent(timeline: Timeline): boolean {
  const answers = all(timeline, 'metadata-answer');
  return answers.length > 0 && answers.every(({ fact }) => fact.answer === 'network-error' || isGateway(fact.status));
}

/** Silence, or a failure: that there is no GET /ack is another matter. */
function isOwnFailure(status: number | undefined): boolean {
  return status === undefined || status >= 500;
}

/** The latest state of each backend pod that was not deleted. */
export function backendPods(timeline: Timeline): readonly Observation<PodState>[] {
  return standingPods(timeline, 'backend');
}

/** Where Kubernetes does not say it: a machine or gateway that turned the bot away knows; a silence may be the way. */
function withoutPods(timeline: Timeline, pods: number): Confidence {
  if (isNowhere(timeline, pods)) return 'likely';
  // It was up when configure was answered.
  if (timeline.evidence.subject.configure?.outcome === 'accepted') return 'possible';
  const { gaps, subject } = timeline.evidence;
  const ack = last(timeline, 'ack-answer')?.fact;
  const answered = [subject.configure, ack].some(
    (it) => isGateway(it?.status) || /ECONNREFUSED/.test(it?.detail ?? ''),
  );
  const alone =
    (isOfEnvironment(timeline) && isWayOpen(timeline)) ||
    !gaps.some(({ kinds, reason }) => kinds.includes('pod-state') && LOST.has(reason));
  return answered && alone ? 'likely' : 'possible';
}

/** All pods were listed, and none is the backend's. */
function isNowhere(timeline: Timeline, pods: number): boolean {
  return pods === 0 && isOfEnvironment(timeline) && wasSeen(timeline.evidence, 'pod-state');
}

/** Kubernetes did not answer the bot either. */
const LOST: ReadonlySet<string> = new Set(['unreachable', 'timed-out']);

function isGateway(status: number | undefined): boolean {
  return status === 502 || status === 503 || status === 504;
}

function said({ outcome, status, detail }: { outcome: string; status?: number; detail: string }): string {
  return outcome === 'unreachable' ? `was not reached (${detail})` : `got ${status} from the gateway, expected 200`;
}

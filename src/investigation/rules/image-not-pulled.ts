import type { Rule } from '../finding.ts';
import type { ContainerState, KubernetesEvent, Observation, PodState } from '../observation.ts';
import { seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import {
  brief,
  imageThatWorked,
  isRunning,
  livingAnalyzer,
  livingStates,
  needsAnalyzer,
  podEvents,
} from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** Why a container waits that has no image, in the kubelet's words. */
const WAITING: readonly (string | undefined)[] = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
];
const FAILED = /pull(?:ing)? image|ErrImagePull|ImagePullBackOff|InvalidImageName|couldn't parse image/i;

/** The analyzer's pod has a node, and its image never came there. */
export const imageNotPulled: Rule = {
  id: 'image-not-pulled',
  means: 'the image could not be pulled',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-scheduled' },
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    if (!consumerMissing(timeline) || !pod) return undefined;
    const events = failures(timeline, pod.fact);
    const container = pod.fact.containers.find(waitsForImage);
    if (!container && !isStuck(timeline, pod.fact, events)) return undefined;
    const words = wordsOf(timeline, events);
    const image = container?.image ?? /image "([^"]+)"/.exec(words)?.[1] ?? 'the analyzer';
    const state = container ? `${container.name} still waits (${container.reason})` : 'its container has not started';
    const waitedMs = Math.min(timeline.endedMs, timeline.evidence.subject.limits.consumerFailMs);
    return {
      confidence: 'certain',
      headline: `the image of job ${jobOf(timeline)} could not be pulled${reasonOf(words)}`,
      summary: `Pod ${pod.fact.name} did not get its image ${image}: ${state} after ${seconds(waitedMs)}${words ? `: ${words}` : ''}`,
      hits: 'new-jobs',
      remedy: remedy(words, image, imageThatWorked(timeline.evidence, image)),
      because: [pod, ...tellingEvents(events), ...absences(timeline).slice(-1)],
      refuter: `An event "Pulled" of ${pod.fact.name}, or its container running before the limit, would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${pod.fact.name}`),
        kubectl(
          timeline,
          `get job grpc-job-${jobOf(timeline)} -o jsonpath='{.spec.template.spec.containers[*].image} {.spec.template.spec.imagePullSecrets}'`,
        ),
      ],
    };
  },
  refutedBy: (timeline) => livingStates(timeline).filter(isRunning).slice(0, 1),
};

function waitsForImage({ state, reason }: ContainerState): boolean {
  return state === 'waiting' && WAITING.includes(reason);
}

/** Events say so while the pod's own state does not. */
function isStuck(timeline: Timeline, pod: PodState, events: readonly Observation<KubernetesEvent>[]): boolean {
  const last = events.at(-1);
  const started = pod.phase !== 'Pending' || pod.containers.some(({ startedStamp }) => startedStamp !== undefined);
  if (!last || started) return false;
  return !podEvents(timeline, 'Pulled', /./).some(({ at }) => at > last.at);
}

function failures(timeline: Timeline, { name }: PodState): readonly Observation<KubernetesEvent>[] {
  return ['Failed', 'BackOff', 'InspectFailed']
    .flatMap((reason) => podEvents(timeline, reason, FAILED))
    .filter(({ fact }) => fact.object.name === name)
    .toSorted((a, b) => a.at - b.at);
}

/** The one that says why, and the last. */
function tellingEvents(events: readonly Observation<KubernetesEvent>[]): readonly Observation<KubernetesEvent>[] {
  const why = events.findLast(({ fact }) => !WAITS.test(fact.message));
  const last = events.at(-1);
  return [why, last].flatMap((event, i) => (event && (i === 0 || event !== why) ? [event] : []));
}

/** That the kubelet waits before the next try is no reason. */
const WAITS = /^(?:Back-off|Error: \w+$)/;

/** Kubernetes' own words: why the pull failed, rather than that the kubelet waits before the next one. */
function wordsOf(timeline: Timeline, events: readonly Observation<KubernetesEvent>[]): string {
  const messages = livingStates(timeline).flatMap(({ fact }) => fact.containers.filter(waitsForImage));
  const said = [...events.map(({ fact }) => fact.message), ...messages.flatMap(({ message }) => message ?? [])];
  const why = said.filter((message) => !WAITS.test(message)).at(-1);
  return brief(why ?? said.at(-1) ?? '');
}

function reasonOf(words: string): string {
  if (/pull policy of Never|ErrImageNeverPull|not present with pull policy/i.test(words))
    return ': it may never be pulled';
  if (/unauthori[sz]ed|denied|forbidden|authentication/i.test(words)) return ': its registry refuses the namespace';
  if (/not found|manifest unknown|invalid|parse/i.test(words)) return ': there is no image of that name and tag';
  return '';
}

function remedy(words: string, image: string, worked: string | undefined): string {
  if (/pull policy of Never|ErrImageNeverPull|not present with pull policy/i.test(words))
    return `Put ${image} on the node, or change imagePullPolicy in the template of the grpc Job, then run again: it is Never`;
  if (/unauthori[sz]ed|denied|forbidden|authentication/i.test(words))
    return `Give the namespace a pull secret that may read ${image}, then run again`;
  if (/not found|manifest unknown|invalid|parse/i.test(words))
    return worked
      ? `Set the image in the template of the grpc Job back to ${worked}, with which a job worked, then run again`
      : `Put the last tag that worked in the template of the grpc Job, then run again: ${image} does not exist`;
  return `Let the node reach the registry of ${image} again, then run again`;
}

import type { Rule } from '../finding.ts';
import { briefly } from '../say.ts';
import { livingAnalyzer, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, hasRun, saidWords, stoppedFor, waited } from './kubernetes-says.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

const WAITING = ['CreateContainerConfigError'];
const EVENTS = ['FailedMount', 'FailedAttachVolume'];
/** A volume claim that is missing keeps the scheduler from finding a node. */
const CLAIM = /persistentvolumeclaim|unbound immediate/i;

/** What the pod wants to be given is not there: a ConfigMap, a Secret, a volume. */
export const podConfigMissing: Rule = {
  id: 'pod-config-missing',
  means: 'the pod lacks a ConfigMap, Secret or volume',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'pod-not-scheduled', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-created' },
  seldom: true,
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    if (!consumerMissing(timeline) || !pod || hasRun(timeline)) return undefined;
    const stopped = stoppedFor(timeline, WAITING);
    const event = eventsOfJob(timeline, EVENTS).at(-1);
    const unscheduled = CLAIM.test(pod.fact.unschedulable ?? '') ? pod.fact.unschedulable : undefined;
    const said = stopped ? saidWords(stopped.container) : event ? saidWords(event.fact) : unscheduled;
    if (said === undefined) return undefined;
    const { name } = pod.fact;
    return {
      confidence: 'certain',
      headline: `job ${jobOf(timeline)} cannot start: ${missingIn(said) ?? 'something that its pod is to be given'} is missing`,
      summary: `Pod ${name} lacks something that it is to be given, and has not started after ${waited(timeline)}: ${said}`,
      hits: 'new-jobs',
      remedy: remedy(said),
      because: [pod, ...(event ? [event] : []), ...absences(timeline).slice(-1)],
      refuter: `A container of ${name} running before the limit would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, 'get configmaps,secrets,persistentvolumeclaims'),
      ],
    };
  },
  refutedBy: (timeline) => (hasRun(timeline) ? [livingAnalyzer(timeline)].flatMap((pod) => pod ?? []) : []),
};

/** `Secret "a"`, `the key b of ConfigMap a`; undefined where the message names nothing. */
function missingIn(said: string): string | undefined {
  const [, key, kind, name] = KEY.exec(said) ?? [];
  if (key !== undefined) return `the key ${key} of ${kind} ${name}`;
  const named = NAMED.exec(said);
  return named ? briefly(named[1] ?? '', 60) : undefined;
}

const KEY = /couldn't find key (\S{1,100}) in (ConfigMap|Secret) (?:[^\s/]{1,100}\/)?(\S{1,100})/;
const NAMED = /((?:configmap|secret|persistentvolumeclaim) "?[\w.-]{1,100}"?)/i;

function remedy(said: string): string {
  const key = KEY.exec(said);
  if (key)
    return `Add the key ${key[1]} to ${key[2]} ${key[3]}, or correct its name in the template of the grpc Job; the pod then goes on by itself`;
  const missing = NAMED.exec(said)?.[1];
  return missing === undefined
    ? 'Make what the message names, or correct its name in the template of the grpc Job; the pod then goes on by itself'
    : `Make ${missing} in this namespace, or correct its name in the template of the grpc Job; the pod then goes on by itself`;
}

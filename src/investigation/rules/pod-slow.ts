import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, eventWords } from './kubernetes-says.ts';
import { jobOf } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** Making, scheduling or starting the pod was the slow part. */
export const podSlow: Rule = {
  id: 'pod-slow',
  means: 'the pod started slowly',
  needs: ['pod-state'],
  explains: [],
  blames: 'pace',
  find(timeline) {
    const pulled = eventsOfJob(timeline, ['Pulled']).find(({ fact }) => PULLED.test(fact.message));
    const said = words(timeline, pulled !== undefined);
    const slow = slowPhase(timeline, ['job-creation', 'scheduling', 'container-start'], said);
    const found = slow && pulled ? { ...slow, because: [...slow.because, pulled] } : slow;
    const warning = eventsOfJob(timeline).findLast(
      ({ fact }) => fact.type === 'Warning' && HELD_UP.includes(fact.reason),
    );
    return (
      found &&
      (warning
        ? {
            ...found,
            summary: `${found.summary}; Kubernetes warned: ${eventWords(warning)}`,
            because: [...found.because, warning],
          }
        : found)
    );
  },
};

/** What keeps a pod from its start for a while. */
const HELD_UP = [
  'FailedCreate',
  'FailedScheduling',
  'FailedMount',
  'FailedAttachVolume',
  'FailedCreatePodSandBox',
  'Failed',
];

/** The image was not on the node: the kubelet says how long it took to bring it there. */
const PULLED = /successfully pulled image/i;

function words(timeline: Timeline, wasPulled: boolean): SlowWords {
  const job = jobOf(timeline);
  return {
    what: 'Starting the pod',
    part: wasPulled ? 'starting the pod and pulling its image' : 'starting the pod',
    confidence: 'likely',
    remedy: wasPulled
      ? 'Pre-pull the image on every node: it was new on this one'
      : 'Keep a node with a free GPU and the image at hand',
    refuter: `Events of grpc-job-${job} in which its container starts within 10 s of the pod's making would show it wrong`,
    commands: [
      kubectl(timeline, `get events --sort-by=.lastTimestamp | grep -F 'grpc-job-${job}'`),
      kubectl(timeline, `describe pod -l job-name=grpc-job-${job}`),
      kubectl(timeline, `describe nodes | grep -A 12 'Allocated resources' | grep -E 'nvidia|cpu|memory'`),
      kubectl(timeline, 'top nodes'),
    ],
  };
}

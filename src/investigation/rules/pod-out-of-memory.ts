import type { Rule } from '../finding.ts';
import type { ContainerState } from '../observation.ts';
import { plainly } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import {
  analyzerEnd,
  endWords,
  imageThatWorked,
  isOutOfMemory,
  isRunning,
  lastWords,
  livingStates,
  needsAnalyzer,
} from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, jobOf } from './read-timeline.ts';

/** Twenty times the usual 1024 × 50. */
const LARGE = 1_000_000;

/** The analyzer took more memory than it may, before its consumer came or after. */
export const podOutOfMemory: Rule = {
  id: 'pod-out-of-memory',
  means: 'the pod ran out of memory',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { after: 'container-started' },
  endsPod: true,
  final: true,
  find(timeline) {
    const end = analyzerEnd(timeline);
    if (!end || !isOutOfMemory(timeline, end)) return undefined;
    const { name } = end.pod.fact;
    const said = end.container.reason === 'OOMKilled';
    const wasReady = timeline.milestones['consumer-ready'].state === 'reached';
    return {
      // containerd says OOMKilled of what passed its own limit: the signal alone may be anybody's.
      confidence: said ? 'certain' : 'possible',
      headline: `the pod of job ${jobOf(timeline)} ran out of memory after ${plainly(end.atMs)}`,
      summary: `Pod ${name} ran out of memory after ${end.after}: ${end.container.name} was killed (${endWords(end.container)})${wasReady ? ', though metadata had answered for it' : ''}`,
      remedy: remedy(timeline, end.container),
      because: [end.pod, ...lastWords(timeline, end.pod.fact), ...absences(timeline).slice(-1)],
      refuter: said
        ? `Another reason than OOMKilled in the status of ${name} would show it wrong`
        : `An event that names who else killed ${name}, or memory far below its limit at that second, would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(
          timeline,
          `get job grpc-job-${jobOf(timeline)} -o jsonpath='{.spec.template.spec.containers[*].resources}'`,
        ),
      ],
      open: said ? [] : ['Kubernetes gives the signal (137), and not that memory was the reason'],
    };
  },
  refutedBy: (timeline) => livingStates(timeline).slice(-1).filter(isRunning),
};

function remedy({ evidence }: Timeline, { memoryLimit, image }: ContainerState): string {
  const { request } = evidence.subject;
  const limit = `the memory limit of the grpc Job${memoryLimit === undefined ? '' : ` (now ${memoryLimit})`}`;
  if (!request) return `Raise ${limit}, then configure the job again`;
  const channels = request.channels.max - request.channels.min + 1;
  const asked = `NFFT ${request.nfft} × ${channels} channels`;
  const size = request.nfft * channels;
  const worked = imageThatWorked(evidence, image);
  if (size < LARGE && worked)
    return `Set the image in the template of the grpc Job back to ${worked}, then run again: it had enough for this request`;
  if (size < LARGE)
    return `Raise ${limit} to twice as much, then run again; if it runs out again, give it to the developers of the analyzer`;
  return `Ask for less than ${asked} (${Math.round(size / (1_024 * 50))} times the usual 1024 × 50); if it has to be so much, raise ${limit}`;
}

import type { Rule } from '../finding.ts';
import type { ContainerState, Observation, PodState } from '../observation.ts';
import { briefly } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { livingAnalyzer, livingStates, namesOf, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, eventWords, hasRun, saidWords, waited } from './kubernetes-says.ts';
import { isStuck } from './pod-words.ts';
import { absences, all, consumerMissing, jobOf } from './read-timeline.ts';

/** What Kubernetes warns of while a healthy pod comes up, or only after its end. */
const HARMLESS = ['BackoffLimitExceeded', 'FailedToUpdateEndpoint', 'FailedToUpdateEndpointSlices'];

/**
 * Behind all other rules: where none knows better, what Kubernetes says about this job is never kept from people. It is
 * the cause where the analyzer never came up, or ended; of a pod that came up and stayed it is what could be.
 */
export const kubernetesWarned: Rule = {
  id: 'kubernetes-warned',
  means: 'Kubernetes warns about the job',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'cleaned-up-early'],
  blames: 'stack',
  stage: { after: 'job-created' },
  lastResort: true,
  find(timeline) {
    if (!consumerMissing(timeline)) return undefined;
    const said = ownWords(timeline) ?? jobWords(timeline) ?? warningWords(timeline);
    if (!said) return undefined;
    const { limits, zero } = timeline.evidence.subject;
    const pod = livingAnalyzer(timeline);
    const name = pod?.fact.name ?? namesOf(timeline)?.grpcJob ?? '';
    const cameUp = hasRun(timeline) && pod?.fact.phase === 'Running';
    const inTime = said.because.some(({ at }) => at - zero <= limits.consumerFailMs);
    return {
      confidence: cameUp || !inTime ? 'possible' : said.isState ? 'certain' : 'likely',
      headline: `job ${jobOf(timeline)} ${cameUp ? 'has no consumer, and Kubernetes warns about it' : 'did not come up'}: ${briefly(said.words, 60)}`,
      summary: `Kubernetes says of ${said.of}: ${said.words}${cameUp ? '' : `; the analyzer ${pod ? `of ${name} ` : ''}was not running after ${waited(timeline)}`}`,
      remedy: 'Fix what Kubernetes names there, then run again',
      because: [...said.because, ...(pod ? [pod] : []), ...absences(timeline).slice(-1)],
      refuter: `The analyzer of ${name} Running and Ready before the limit would show it wrong`,
      commands: [
        kubectl(timeline, pod ? `describe pod ${name}` : `describe job ${name}`),
        kubectl(timeline, `get events --sort-by=.lastTimestamp | grep -F ${namesOf(timeline)?.grpcJob ?? name}`),
      ],
    };
  },
};

interface Said {
  readonly of: string;
  readonly words: string;
  /** It is the state of the object, not something that happened once. */
  readonly isState?: true;
  readonly because: readonly Observation[];
}

/** The pod's own reason, or that of a container that waits or ended. */
function ownWords(timeline: Timeline): Said | undefined {
  const pod = livingStates(timeline).at(-1);
  const told = pod && (ownReason(pod.fact) ?? containerReason(pod.fact));
  return pod && told !== undefined
    ? { of: `pod ${pod.fact.name}`, words: told, isState: true, because: [pod] }
    : undefined;
}

function ownReason({ phase, reason, message }: PodState): string | undefined {
  return phase === 'Failed' && reason !== undefined
    ? saidWords({ reason, ...(message !== undefined && { message }) })
    : undefined;
}

function containerReason({ containers }: PodState): string | undefined {
  const [container] = containers.filter((one) => isStuck(one) || endedUnwell(one));
  return container && `${container.name} ${saidWords(container)}`;
}

/** A bare `Error` says that it ended, and not why. */
function endedUnwell({ state, exitCode = 0, reason, message }: ContainerState): boolean {
  return state === 'terminated' && exitCode !== 0 && (reason !== 'Error' || message !== undefined);
}

function jobWords(timeline: Timeline): Said | undefined {
  const job = all(timeline, 'kubernetes-job-state').findLast(
    ({ fact }) => fact.name === namesOf(timeline)?.grpcJob && fact.failure !== undefined,
  );
  return job?.fact.failure && !HARMLESS.includes(job.fact.failure.reason)
    ? { of: `Job ${job.fact.name}`, words: saidWords(job.fact.failure), isState: true, because: [job] }
    : undefined;
}

/** The last warning of a kind that did not heal. */
function warningWords(timeline: Timeline): Said | undefined {
  const warning = eventsOfJob(timeline)
    .filter(({ fact }) => fact.type === 'Warning' && !HARMLESS.includes(fact.reason))
    .at(-1);
  if (!warning) return undefined;
  const { kind, name } = warning.fact.object;
  return { of: `${kind === 'Pod' ? 'pod' : kind} ${name}`, words: eventWords(warning), because: [warning] };
}

import type { Found, Rule } from '../finding.ts';
import type { ContainerState, Observation, PodState } from '../observation.ts';
import { limit, moment, plainly, seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import {
  brief,
  deletionMs,
  endWords,
  lastWords,
  livingAnalyzer,
  livingStates,
  namesOf,
  needsAnalyzer,
  podEvents,
} from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** A container that began later than this before the limit is slow; whether it gets ready is not known yet. */
const LEAST_RUN_MS = 10_000;

/** The analyzer runs, and Kubernetes does not call it Ready when the limit is up. */
export const podNotReady: Rule = {
  id: 'pod-not-ready',
  means: 'the pod did not get Ready',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'pod-ready', after: 'container-started' },
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    if (!consumerMissing(timeline) || pod?.fact.phase !== 'Running') return undefined;
    const flaps = readinessOf(timeline);
    if (flaps.length >= FLAPS) return flapping(timeline, pod, flaps);
    const lostAt = flaps.at(-1)?.at;
    const until = endOfWait(timeline) ?? (lostAt === undefined ? undefined : endOfLook(timeline));
    const ranMs = until && notReadyMs(timeline, until.atMs, lostAt);
    if (pod.fact.ready || !until || ranMs === undefined) return undefined;
    if (pod.fact.containers[0]?.state !== 'running') return undefined;
    const { name } = pod.fact;
    const probes = podEvents(timeline, 'Unhealthy', /(?:readiness|startup) probe/i);
    const said = probes.at(-1)?.fact;
    const beside = besideEnded(pod.fact);
    const why = said
      ? `${brief(said.message)}${said.count > 1 ? ` (${said.count} times)` : ''}`
      : beside && `its container ${beside.name} ended with ${endWords(beside)}`;
    return {
      // One that has only begun, or has just lost it, may yet get Ready.
      confidence: ranMs < LEAST_RUN_MS ? 'possible' : why === undefined ? 'likely' : 'certain',
      headline: `the pod of job ${jobOf(timeline)} ${lostAt === undefined ? 'never got Ready' : `lost its readiness after ${plainly(lostAt - timeline.evidence.subject.zero)}`}${said ? ': its readiness probe fails' : beside ? `: its container ${beside.name} ended` : ''}`,
      summary: `Pod ${name} ${how(timeline, lostAt)} and was not Ready ${until.words}, ${seconds(ranMs)} later${why === undefined ? '' : `: ${why}`}`,
      remedy: said
        ? 'Correct the readiness probe of the grpc Job, or undo the build whose analyzer no longer answers it, then run again'
        : beside
          ? `Fix what ended the container ${beside.name}, or take it out of the grpc Job, then run again`
          : 'Undo the last build of the analyzer, or correct the readiness probe of the grpc Job',
      because: [pod, ...probes.slice(-1), ...lastWords(timeline, pod.fact), ...absences(timeline).slice(-1)],
      refuter: `A condition Ready of ${name} with status True before the limit would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, `logs ${name} --all-containers --tail=50`),
        kubectl(timeline, `get endpoints ${namesOf(timeline)?.service}`),
      ],
      open: why !== undefined ? [] : ['No event of a failed probe was seen, so why it is not Ready is not known'],
    };
  },
};

/** A container beside the one that does the work is over: a pod is Ready when all of its containers are. */
function besideEnded({ containers }: PodState): ContainerState | undefined {
  return containers.slice(1).find(({ state, init }) => state === 'terminated' && !init);
}

function how({ milestones, evidence }: Timeline, lostAt: number | undefined): string {
  if (lostAt === undefined) return `runs since ${moment(milestones['container-started'])}`;
  return `lost its readiness at ${seconds(lostAt - evidence.subject.zero)}`;
}

/** So many changes of its readiness are no start that takes its time. */
const FLAPS = 4;

/** The states at which its readiness changed, before the limit or its deletion. */
function readinessOf(timeline: Timeline): readonly Observation<PodState>[] {
  const { zero, limits } = timeline.evidence.subject;
  const untilMs = Math.min(limits.consumerFailMs, deletionMs(timeline) ?? Number.POSITIVE_INFINITY);
  const states = livingStates(timeline).filter(({ at }) => at - zero < untilMs);
  return states.filter(({ fact }, i) => fact.ready !== (states[i - 1]?.fact.ready ?? false));
}

function flapping(timeline: Timeline, pod: Observation<PodState>, flaps: readonly Observation<PodState>[]): Found {
  const { zero } = timeline.evidence.subject;
  const { name } = pod.fact;
  const probes = podEvents(timeline, 'Unhealthy', /readiness probe/i);
  const said = probes.at(-1)?.fact;
  const readies = flaps.filter(({ fact }) => fact.ready).length;
  const [first] = flaps;
  return {
    confidence: 'likely',
    headline: `the pod of job ${jobOf(timeline)} flaps: it got Ready ${readies} times and lost it again`,
    summary: `Pod ${name} flaps: it became Ready ${readies} times and lost it again, from ${seconds((first?.at ?? zero) - zero)} on${said ? `: ${brief(said.message)}` : ''}`,
    remedy: 'Give the readiness probe of the grpc Job more time, or fix why the analyzer does not answer it',
    because: [...flaps.slice(0, 2), ...flaps.slice(-1), ...probes.slice(-1), ...absences(timeline).slice(-1)],
    refuter: `A condition Ready of ${name} that stays True would show it wrong`,
    commands: [kubectl(timeline, `describe pod ${name}`), kubectl(timeline, `logs ${name} --all-containers --tail=50`)],
    open: ['Whether its readiness has to do with the missing consumer is not known'],
  };
}

/** The limit, or the deletion of a pod before it; one that had been Ready loses that on its way out. */
function endOfWait(timeline: Timeline): { readonly atMs: number; readonly words: string } | undefined {
  const { consumerFailMs } = timeline.evidence.subject.limits;
  const ready = timeline.milestones['consumer-ready'];
  if (ready.state !== 'not-reached' || ready.after < consumerFailMs) return undefined;
  const deletedMs = deletionMs(timeline) ?? Number.POSITIVE_INFINITY;
  if (deletedMs > consumerFailMs) return { atMs: consumerFailMs, words: `at the limit of ${limit(consumerFailMs)}` };
  if (livingStates(timeline).some(({ fact }) => fact.ready)) return undefined;
  return { atMs: deletedMs, words: 'when it was deleted' };
}

/** Whoever stopped waiting before the limit has seen it lose its readiness. */
function endOfLook({ milestones, endedMs, evidence }: Timeline): ReturnType<typeof endOfWait> {
  const ready = milestones['consumer-ready'];
  const isEarly = ready.state === 'not-reached' && ready.after < evidence.subject.limits.consumerFailMs;
  return isEarly ? { atMs: endedMs, words: 'when the wait ended' } : undefined;
}

/** Since it lost its readiness, or since its container runs where it never had it. */
function notReadyMs(
  { milestones, evidence }: Timeline,
  untilMs: number,
  lostAt: number | undefined,
): number | undefined {
  const started = milestones['container-started'];
  if (started.state !== 'reached') return undefined;
  return untilMs - Math.max(started.latest, lostAt === undefined ? 0 : lostAt - evidence.subject.zero);
}

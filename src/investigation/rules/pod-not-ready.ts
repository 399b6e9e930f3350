import type { Rule } from '../finding.ts';
import { limit, moment, seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import {
  brief,
  deletionMs,
  lastWords,
  livingAnalyzer,
  livingStates,
  namesOf,
  needsAnalyzer,
  podEvents,
} from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { consumerMissing, unknownAnswers } from './read-timeline.ts';

/** A container that began later than this before the limit is slow; whether it gets ready is not known yet. */
const LEAST_RUN_MS = 10_000;

/** The analyzer runs, and Kubernetes does not call it Ready when the limit is up. */
export const podNotReady: Rule = {
  id: 'pod-not-ready',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'pod-ready', after: 'container-started' },
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    if (!consumerMissing(timeline) || pod?.fact.phase !== 'Running' || pod.fact.ready) return undefined;
    const until = endOfWait(timeline);
    const ranMs = until && runMs(timeline, until.atMs);
    if (!until || ranMs === undefined || ranMs < LEAST_RUN_MS) return undefined;
    if (pod.fact.containers[0]?.state !== 'running') return undefined;
    const { name } = pod.fact;
    const probes = podEvents(timeline, 'Unhealthy', /(?:readiness|startup) probe/i);
    const said = probes.at(-1)?.fact;
    const times = said && said.count > 1 ? ` (${said.count} times)` : '';
    return {
      confidence: said ? 'certain' : 'likely',
      summary: `Pod ${name} runs since ${moment(timeline.milestones['container-started'])} and was not Ready ${until.words}, ${seconds(ranMs)} later${said ? `: ${brief(said.message)}${times}` : ''}`,
      remedy: `Read what ${name} waits for in its log, and what its readiness probe asks for: no traffic reaches a pod that is not Ready`,
      because: [pod, ...probes.slice(-1), ...lastWords(timeline, pod.fact), ...unknownAnswers(timeline).slice(-1)],
      refuter: `A condition Ready of ${name} with status True before the limit would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, `logs ${name} --all-containers --tail=50`),
        kubectl(timeline, `get endpoints ${namesOf(timeline)?.service}`),
      ],
      open: said ? [] : ['No event of a failed probe was seen, so why it is not Ready is not known'],
    };
  },
};

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

function runMs({ milestones }: Timeline, untilMs: number): number | undefined {
  const started = milestones['container-started'];
  return started.state === 'reached' ? untilMs - started.latest : undefined;
}

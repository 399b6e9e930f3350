import { joinWords } from '#lib/join-words.ts';
import type { Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import { isTakenAway, livingAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, consumerMissing, eventsNow, jobOf } from './read-timeline.ts';

/** The analyzer's pod waited for a node to the end. */
export const podNotScheduled: Rule = {
  id: 'pod-not-scheduled',
  means: 'the pod found no node',
  needs: ['pod-state'],
  explains: ['queue-missing', 'consumer-never-created', 'no-data-source'],
  blames: 'stack',
  stage: { before: 'pod-scheduled', after: 'job-created' },
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    if (
      !consumerMissing(timeline) ||
      !pod ||
      isTakenAway(timeline, pod) ||
      pod.fact.phase !== 'Pending' ||
      pod.fact.node
    )
      return undefined;
    const { name } = pod.fact;
    const events = eventsNow(timeline).filter(
      ({ fact }) => fact.reason === 'FailedScheduling' && fact.object.name === name,
    );
    const why = pod.fact.unschedulable ?? events.at(-1)?.fact.message;
    if (!why) return undefined;
    const pendingMs = Math.min(timeline.endedMs, timeline.evidence.subject.limits.consumerFailMs);
    return {
      confidence: 'certain',
      headline: `job ${jobOf(timeline)} found no node: ${shortageIn(why)}`,
      summary: `Pod ${name} found no node: still Pending after ${seconds(pendingMs)}, usually running within 10 s: ${why}`,
      hits: 'new-jobs',
      remedy: remedy(why),
      because: [pod, ...events.slice(-1), ...absences(timeline).slice(-1)],
      refuter: `An event "Scheduled" of ${name}, or a node in its description, would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, 'get nodes'),
        kubectl(timeline, `describe nodes | grep -A 12 'Allocated resources' | grep -E 'nvidia|cpu|memory'`),
        kubectl(timeline, `get pods -A -o wide | grep -E 'grpc-job|Pending'`),
      ],
    };
  },
  refutedBy: (timeline) => {
    const pod = livingAnalyzer(timeline);
    return pod?.fact.node === undefined ? [] : [pod];
  },
};

/** What keeps nodes from taking a pod, as the scheduler counts them. One node may count for several. */
interface Obstacle {
  readonly nodes: number;
  readonly kind: 'short' | 'cordoned' | 'not-ready' | 'other';
  /** What it is short of. */
  readonly of?: string;
}

/** "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. preemption: …" */
function obstaclesIn(why: string): readonly Obstacle[] {
  const [, listed = why] = /nodes are available: (.{1,2000}?)(?:\. preemption: |$)/s.exec(why) ?? [];
  return listed.split(/, (?=\d{1,6} (?:Insufficient|node))/).flatMap((part) => {
    const [, nodes, said = ''] = /^(\d{1,6}) (.*)$/s.exec(part.trim().replace(/\.$/, '')) ?? [];
    return nodes === undefined ? [] : [{ nodes: Number(nodes), ...obstacleOf(said) }];
  });
}

function obstacleOf(said: string): Omit<Obstacle, 'nodes'> {
  const [, of] = /^Insufficient (\S{1,80})/.exec(said) ?? [];
  if (of !== undefined) return { kind: 'short', of };
  if (/unschedulable/i.test(said)) return { kind: 'cordoned' };
  return { kind: /not[ -]ready|unreachable/i.test(said) ? 'not-ready' : 'other' };
}

/** Several obstacles are each told: the scheduler does not say that a cordoned node would fit. */
function shortageIn(why: string): string {
  const obstacles = obstaclesIn(why);
  const [only, ...more] = obstacles;
  if (!only || obstacles.some(({ kind }) => kind === 'other')) return 'the scheduler says why below';
  if (more.length > 0) return joinWords(obstacles.map(onSome));
  if (only.of !== undefined) return isGpu(only.of) ? 'no GPU is free' : `not enough ${only.of}`;
  return only.kind === 'cordoned' ? 'every node is cordoned' : 'no node is ready';
}

function onSome({ nodes, kind, of = '' }: Obstacle): string {
  const [is, has] = nodes === 1 ? ['node is', 'node has'] : ['nodes are', 'nodes have'];
  if (kind === 'short') return `${nodes} ${has} ${isGpu(of) ? 'no free GPU' : `not enough ${of}`}`;
  return `${nodes} ${is} ${kind === 'cordoned' ? 'cordoned' : 'not ready'}`;
}

function isGpu(resource: string): boolean {
  return /gpu/i.test(resource);
}

function remedy(why: string): string {
  const obstacles = obstaclesIn(why);
  const short = obstacles.find(({ kind }) => kind === 'short');
  const away = obstacles.find(({ kind }) => kind === 'cordoned' || kind === 'not-ready');
  const state = away?.kind === 'cordoned' ? 'cordoned, perhaps on purpose' : 'not ready';
  const back = away ? `: ${away.nodes} ${away.nodes === 1 ? 'is' : 'are'} ${state} (kubectl get nodes)` : '';
  if (short)
    return `Run again in a minute, when abandoned jobs have ended; if ${short.of} is short then too, bring a node back${back}`;
  if (away?.kind === 'cordoned')
    return 'Uncordon a node that is not in maintenance (kubectl get nodes: SchedulingDisabled), then run again';
  if (away) return 'Bring back a node that is not ready (kubectl get nodes), then run again';
  return 'Free what the scheduler names, then run again';
}

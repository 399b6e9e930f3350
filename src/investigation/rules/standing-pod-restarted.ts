import type { Rule } from '../finding.ts';
import { kubectl } from './commands.ts';
import { standingPods } from './read-timeline.ts';
import { clusterNow, isEnded, lastRestart, namedPods } from './standing-pods.ts';

/** It is Ready again; a restart in the last quarter of an hour may have cost jobs, and may come again. */
export const standingPodRestarted: Rule = {
  id: 'standing-pod-restarted',
  means: 'a pod beside the jobs restarted',
  needs: ['pod-state'],
  explains: [],
  blames: 'strain',
  asksOf: ['environment'],
  find(timeline) {
    const now = clusterNow(timeline);
    const pods = [...standingPods(timeline, 'backend'), ...standingPods(timeline, 'other')];
    const restarted = pods.filter(({ fact }) => !isEnded(fact) && lastRestart(fact, now).isRecent);
    const [first] = restarted;
    if (!first) return undefined;
    const facts = restarted.map(({ fact }) => fact);
    return {
      confidence: 'certain',
      headline: `${restarted.length === 1 ? `pod ${first.fact.name} has` : `${restarted.length} pods have`} restarted lately`,
      summary: `${restarted.length} ${restarted.length === 1 ? 'pod has' : 'pods have'} restarted lately: ${namedPods(facts, now).join('; ')}`,
      remedy: `Fix what ${first.fact.name} logged last before it restarted, if it restarts again`,
      because: restarted.slice(0, 3),
      refuter: `A last end of ${first.fact.name} that is older than a quarter of an hour would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${first.fact.name}`),
        kubectl(timeline, `logs ${first.fact.name} --all-containers --previous --tail=50`),
      ],
    };
  },
};

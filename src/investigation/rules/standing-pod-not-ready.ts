import type { Rule } from '../finding.ts';
import { kubectl } from './commands.ts';
import { standingPods } from './read-timeline.ts';
import { clusterNow, isStuck, namedPods } from './standing-pods.ts';

/** A pod that stands beside the jobs does not come up, or one of several of the backend: jobs may go on for a while. */
export const standingPodNotReady: Rule = {
  id: 'standing-pod-not-ready',
  needs: ['pod-state'],
  explains: [],
  blames: 'stack',
  asksOf: ['environment'],
  find(timeline) {
    const now = clusterNow(timeline);
    const backend = standingPods(timeline, 'backend');
    // Without any that is Ready the backend is down, which is another rule's.
    const own = backend.some(({ fact }) => fact.ready) ? backend : [];
    const stuck = [...own, ...standingPods(timeline, 'other')].filter(({ fact }) => isStuck(fact, now));
    const [first] = stuck;
    if (!first) return undefined;
    const facts = stuck.map(({ fact }) => fact);
    return {
      confidence: 'certain',
      summary: `${stuck.length} ${stuck.length === 1 ? 'pod is' : 'pods are'} not Ready: ${namedPods(facts, now).join('; ')}`,
      remedy: 'Look at these pods: kubectl describe pod, and their last log lines',
      because: stuck.slice(0, 3),
      refuter: `A condition Ready of ${first.fact.name} with status True would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${first.fact.name}`),
        kubectl(timeline, `logs ${first.fact.name} --all-containers --tail=50`),
      ],
    };
  },
};

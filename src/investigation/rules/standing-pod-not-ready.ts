import type { Rule } from '../finding.ts';
import { kubectl } from './commands.ts';
import { standingPods } from './read-timeline.ts';
import { clusterNow, isStuck, namedPods } from './standing-pods.ts';

/** A pod that stands beside the jobs does not come up, or one of several of the backend: jobs may go on for a while. */
export const standingPodNotReady: Rule = {
  id: 'standing-pod-not-ready',
  means: 'a pod beside the jobs is not Ready',
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
      headline: `${stuck.length === 1 ? `pod ${first.fact.name} is` : `${stuck.length} pods are`} not Ready`,
      summary: `${stuck.length} ${stuck.length === 1 ? 'pod is' : 'pods are'} not Ready: ${namedPods(facts, now).join('; ')}`,
      remedy: `Bring ${stuck.length === 1 ? 'it' : 'them'} back: ${first.fact.name} needs what its state or its log names`,
      because: stuck.slice(0, 3),
      refuter: `A condition Ready of ${first.fact.name} with status True would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${first.fact.name}`),
        kubectl(timeline, `logs ${first.fact.name} --all-containers --tail=50`),
      ],
    };
  },
};

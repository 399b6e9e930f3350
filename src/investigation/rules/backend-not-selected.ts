import type { Rule } from '../finding.ts';
import { backendSelector, kubectl } from './commands.ts';
import { isOfEnvironment, last, standingPods } from './read-timeline.ts';

/** Focus Server answers, and no pod is the backend's: the bot looks for it under the wrong label or in the wrong place. */
export const backendNotSelected: Rule = {
  id: 'backend-not-selected',
  means: 'the selector finds no backend pod',
  needs: ['pod-state', 'ack-answer'],
  explains: [],
  blames: 'path',
  asksOf: ['environment'],
  find(timeline) {
    const ack = last(timeline, 'ack-answer');
    if (!isOfEnvironment(timeline) || !ack?.fact.ok || standingPods(timeline, 'backend').length > 0) return undefined;
    const { namespace } = timeline.evidence.subject.stack ?? {};
    const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
    return {
      confidence: 'certain',
      headline: 'Focus Server answers, and no pod matches the selector of the backend',
      summary: `No pod${where} matches the selector of the backend, though Focus Server answers`,
      remedy: 'Correct kubernetes.backendSelector or the namespace in focus.yml',
      because: [ack],
      refuter: 'A pod that this selector finds in this namespace would show it wrong',
      commands: [
        kubectl(timeline, `get pods -l ${backendSelector(timeline)}`),
        kubectl(timeline, 'get pods --show-labels | grep -i focus'),
      ],
    };
  },
};

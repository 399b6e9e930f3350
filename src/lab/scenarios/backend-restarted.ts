import type { Scenario } from '../scenario.ts';

export const backendRestarted: Scenario = {
  id: 'backend-restarted',
  story: 'Focus Server restarts while the job begins, and knows it no more',
  faults: [
    { kind: 'backend-restarts', atMs: 1_900 },
    { kind: 'other-jobs', count: 1, faults: [] },
  ],
  expected: {
    verdict: 'broken',
    cause: 'backend-restarted',
    says: [
      ['Focus Server', 'backend'],
      ['restart', 'started again', 'started anew'],
      ['forg', 'know', 'lost', 'again'],
    ],
    never: ['never made', 'never created', 'out of memory', 'OOM'],
  },
};

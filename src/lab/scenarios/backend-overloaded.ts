import type { Scenario } from '../scenario.ts';

export const backendOverloaded: Scenario = {
  id: 'backend-overloaded',
  story: 'Twelve jobs of other people live: configure takes 20 seconds, and everything else is slow',
  faults: [
    { kind: 'configure', takesMs: 20_000 },
    { kind: 'slow-answers', byMs: 700 },
    { kind: 'other-jobs', count: 12, faults: [] },
  ],
  expected: {
    verdict: 'degraded',
    cause: 'backend-overloaded',
    says: [
      ['Focus Server', 'backend', 'configure'],
      ['12 ', '13 ', '14 ', '15 '],
      ['20', '21'],
    ],
    never: ['is down', 'crash'],
  },
};

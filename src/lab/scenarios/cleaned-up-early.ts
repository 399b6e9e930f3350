import type { Scenario } from '../scenario.ts';

export const cleanedUpEarly: Scenario = {
  id: 'cleaned-up-early',
  story: 'The clean-up takes the job for idle and deletes it after 13 seconds, before its consumer came',
  faults: [
    { kind: 'never', stage: 'consumer' },
    { kind: 'cleaned-up', atMs: 13_000 },
  ],
  expected: {
    verdict: 'broken',
    cause: 'cleaned-up-early',
    says: [
      ['clean-up', 'cleanup', 'cleaned up'],
      ['13', '14'],
      ['delet', 'remove'],
      ['idle', 'CPU'],
    ],
    never: ['crash', 'evict', 'memory'],
  },
};

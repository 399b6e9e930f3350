import type { Scenario } from '../scenario.ts';

/** The monitoring guide's third scenario: pod after 2.5 s, consumer after 25 s. */
export const consumerSlow: Scenario = {
  id: 'consumer-slow',
  story: 'The queue is there in time, its consumer comes after 25 seconds',
  faults: [{ kind: 'late', stage: 'consumer', byMs: 22_000 }],
  expected: {
    verdict: 'degraded',
    cause: 'consumer-slow',
    says: ['consumer', ['24', '25', '26']],
    never: ['no consumer', 'never came', 'image', 'metadata was late'],
  },
};

import type { Scenario } from '../scenario.ts';

export const healthy: Scenario = {
  id: 'healthy',
  story: 'Everything works: the consumer is there after about three seconds',
  faults: [],
  expected: {
    verdict: 'healthy',
    says: [['healthy', 'consumer', 'metadata', 'stream']],
    never: ['broken', 'slow', 'fail', 'not determined'],
  },
};

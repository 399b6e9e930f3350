import type { Scenario } from '../scenario.ts';

export const consumerFallingBehind: Scenario = {
  id: 'consumer-falling-behind',
  story: 'The consumer is there, and takes messages more slowly than they come',
  faults: [
    { kind: 'stuck-consumer' },
    { kind: 'messages', perSecond: 120 },
    { kind: 'late', stage: 'metadata', byMs: 1_000 },
  ],
  expected: {
    verdict: 'degraded',
    cause: 'consumer-falling-behind',
    says: ['consumer', 'message', ['grow', 'pile', 'fall', 'slow', 'behind', 'more', 'wait']],
    never: ['no consumer', 'without a consumer', 'never came'],
  },
};

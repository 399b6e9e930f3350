import type { Scenario } from '../scenario.ts';

export const queueWithoutConsumer: Scenario = {
  id: 'queue-without-consumer',
  story: 'The analyzer publishes into its queue and nobody subscribes: messages pile up',
  faults: [
    { kind: 'never', stage: 'consumer' },
    { kind: 'messages', perSecond: 4 },
  ],
  expected: {
    verdict: 'broken',
    cause: 'queue-without-consumer',
    says: [['consumer', 'subscri'], 'queue', ['message', 'pile']],
    never: ['no queue', 'queue is missing', 'falling behind', 'alarm'],
  },
};

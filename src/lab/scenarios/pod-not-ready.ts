import type { Scenario } from '../scenario.ts';

export const podNotReady: Scenario = {
  id: 'pod-not-ready',
  story: 'The analyzer hangs at its start: its readiness probe fails to the end',
  faults: [
    { kind: 'never', stage: 'queue' },
    { kind: 'never', stage: 'stream' },
    { kind: 'not-ready', message: 'Readiness probe failed: dial tcp 10.42.0.17:5000: connect: connection refused' },
  ],
  expected: {
    verdict: 'broken',
    cause: 'pod-not-ready',
    says: ['ready', '10.42.0.17:5000', 'connection refused'],
    never: ['crash', 'OOM', 'RabbitMQ', 'no node'],
  },
};

import type { Scenario } from '../scenario.ts';

export const streamNotOpen: Scenario = {
  id: 'stream-not-open',
  story:
    'Metadata answers in time and messages come, but the stream of this job never opens, and that of another one is open',
  faults: [
    { kind: 'never', stage: 'stream' },
    { kind: 'messages', perSecond: 20 },
    { kind: 'other-jobs', count: 1, faults: [] },
  ],
  expected: {
    verdict: 'degraded',
    cause: 'stream-not-open',
    says: [
      ['stream', 'gRPC'],
      ['open', 'closed', 'accept', 'listen', 'refuse'],
    ],
    never: ['no consumer', 'never came', 'no data', 'already allocated', 'crash'],
  },
};

import type { Scenario } from '../scenario.ts';

export const noDataSource: Scenario = {
  id: 'no-data-source',
  story: 'The analyzer gets no data: its stream port stays closed and its queue empty',
  faults: [
    { kind: 'never', stage: 'consumer' },
    { kind: 'never', stage: 'stream' },
    {
      kind: 'log',
      from: 'grpc',
      after: 'queue',
      lines: ['WARNING pz.baby_analyzer no data from the source yet, the gRPC server is not started'],
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'no-data-source',
    says: ['no data', ['stream', 'port', 'gRPC']],
    never: ['crash', 'no queue', 'queue is missing', 'already allocated'],
  },
};

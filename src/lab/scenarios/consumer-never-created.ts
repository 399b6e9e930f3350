import type { Scenario } from '../scenario.ts';

export const consumerNeverCreated: Scenario = {
  id: 'consumer-never-created',
  story: 'Pod and queue are fine, and the backend never makes the consumer',
  faults: [
    { kind: 'never', stage: 'consumer' },
    {
      kind: 'log',
      from: 'backend',
      after: 'queue',
      lines: [
        'ERROR pz.focus_server consumer for job {job} could not be created: no free consumer worker',
        'WARNING pz.focus_server giving up on consumer of grpc-job-{job}',
      ],
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'consumer-never-created',
    says: ['consumer', 'no free consumer worker'],
    never: ['no queue', 'queue is missing', 'crash', 'no node'],
  },
};

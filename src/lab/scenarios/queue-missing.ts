import type { Scenario } from '../scenario.ts';

export const queueMissing: Scenario = {
  id: 'queue-missing',
  story: 'The analyzer runs, and RabbitMQ refuses to make its queue',
  faults: [
    { kind: 'never', stage: 'queue' },
    {
      kind: 'log',
      from: 'grpc',
      after: 'started',
      lines: [
        "ERROR pz.baby_analyzer channel closed by broker: (403, \"ACCESS_REFUSED - configure access to queue 'grpc-job-{job}' in vhost '/' refused for user 'analyzer'\")",
        'ERROR pz.baby_analyzer queue declare failed, retrying in 5s',
      ],
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'queue-missing',
    says: ['queue', 'ACCESS_REFUSED', ["user 'analyzer'", 'user analyzer']],
    never: ['login', 'password', 'RabbitMQ is down', 'crash'],
  },
};

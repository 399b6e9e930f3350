import type { Scenario } from '../scenario.ts';

export const rabbitmqManagementAbsent: Scenario = {
  id: 'rabbitmq-management-absent',
  story: 'No consumer comes, and without the management API the queue cannot be found by its name',
  faults: [{ kind: 'never', stage: 'consumer' }, { kind: 'management-down' }],
  expected: {
    verdict: 'broken',
    says: ['management', ['RabbitMQ', 'queue']],
    never: ['no queue', 'queue is missing', 'RabbitMQ is down', 'queue was never'],
  },
};

import type { Scenario } from '../scenario.ts';

export const rabbitmqDown: Scenario = {
  id: 'rabbitmq-down',
  story: 'RabbitMQ refuses every connection: the analyzer starts and cannot reach it',
  faults: [{ kind: 'rabbitmq-down' }],
  expected: {
    verdict: 'broken',
    cause: 'rabbitmq-down',
    says: ['RabbitMQ', ['refuse', 'ECONNREFUSED']],
    never: ['login', 'password', 'memory', 'crash'],
  },
};

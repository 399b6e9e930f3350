import type { Scenario } from '../scenario.ts';

export const rabbitmqRefused: Scenario = {
  id: 'rabbitmq-refused',
  story: 'RabbitMQ refuses every login, since somebody changed the password',
  faults: [{ kind: 'rabbitmq-refuses', whom: 'everyone' }],
  expected: {
    verdict: 'broken',
    cause: 'rabbitmq-refused',
    says: ['RabbitMQ', ['login', 'password', 'credential']],
    never: ['is down', 'connection refused', 'memory'],
  },
};

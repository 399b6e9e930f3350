import type { Scenario } from '../scenario.ts';

export const rabbitmqAlarm: Scenario = {
  id: 'rabbitmq-alarm',
  story: 'RabbitMQ is low on memory and blocks everyone who publishes',
  faults: [{ kind: 'rabbitmq-alarm', resource: 'memory' }],
  expected: {
    verdict: 'broken',
    cause: 'rabbitmq-alarm',
    says: ['RabbitMQ', 'memory', ['block', 'publish']],
    never: ['disk', 'is down', 'OOMKilled', 'login'],
  },
};

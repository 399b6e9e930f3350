import type { Scenario } from '../scenario.ts';

export const serviceNotCreated: Scenario = {
  id: 'service-not-created',
  story: 'The NodePort is taken: the job lives, and nothing leads to its stream',
  faults: [{ kind: 'service-refused' }],
  expected: {
    verdict: 'degraded',
    cause: 'service-not-created',
    says: ['Service', 'port', ['already allocated', 'taken', 'in use']],
    never: ['no consumer', 'never came', 'crash'],
  },
};

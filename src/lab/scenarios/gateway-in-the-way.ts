import type { Scenario } from '../scenario.ts';

export const gatewayInTheWay: Scenario = {
  id: 'gateway-in-the-way',
  story: 'A gateway answers every GET with its sign-in page',
  faults: [{ kind: 'gateway', status: 200, title: 'Sign in' }],
  expected: {
    verdict: 'inconclusive',
    cause: 'gateway-in-the-way',
    says: [
      ['gateway', 'proxy', 'ingress', 'not Focus Server', 'other than Focus Server'],
      ['sign in', 'sign-in', 'login'],
    ],
    never: ['never came', 'no consumer came', 'Focus Server is down'],
  },
};

import type { Scenario } from '../scenario.ts';

export const gatewayInTheWay: Scenario = {
  id: 'gateway-in-the-way',
  story: 'A gateway answers every GET with its sign-in page',
  faults: [{ kind: 'gateway', status: 200, title: 'Sign in' }],
  expected: { verdict: 'inconclusive', cause: 'gateway-in-the-way' },
};

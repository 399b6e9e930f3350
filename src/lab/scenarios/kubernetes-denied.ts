import type { Scenario } from '../scenario.ts';

export const kubernetesDenied: Scenario = {
  id: 'kubernetes-denied',
  story: 'No consumer comes, and the bot may read nothing in Kubernetes: it cannot tell why',
  faults: [
    { kind: 'never', stage: 'consumer' },
    { kind: 'denied', resource: '*' },
  ],
  expected: {
    verdict: 'broken',
    says: [
      'Kubernetes',
      ['may not', 'may read nothing', 'denied', 'forbid', 'not allowed', 'permission', 'Role', '403'],
    ],
    never: ['no pod', 'not created', 'not reach', 'unreachable'],
  },
};

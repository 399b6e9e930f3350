import type { Scenario } from '../scenario.ts';

export const backendDown: Scenario = {
  id: 'backend-down',
  story: 'The backend pod crash-loops: the ingress answers 503 in its place',
  faults: [{ kind: 'backend-down', how: 'gateway' }],
  expected: {
    verdict: 'broken',
    cause: 'backend-down',
    says: [['Focus Server', 'backend'], ['crash', 'restart'], 'settings.yaml'],
    never: ['connection refused', 'fiber'],
  },
};

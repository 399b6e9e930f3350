import type { Scenario } from '../scenario.ts';

export const kubernetesUnreachable: Scenario = {
  id: 'kubernetes-unreachable',
  story: 'No consumer comes, and calls to Kubernetes hang: the bot cannot tell why',
  faults: [{ kind: 'never', stage: 'consumer' }, { kind: 'kubernetes-unreachable' }],
  expected: {
    verdict: 'broken',
    says: ['Kubernetes', ['reach', 'hang', 'answer', 'timed out', 'time-out']],
    never: ['no pod', 'not created', 'forbid', 'denied'],
  },
};

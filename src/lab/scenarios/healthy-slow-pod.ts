import type { Scenario } from '../scenario.ts';

export const healthySlowPod: Scenario = {
  id: 'healthy-slow-pod',
  story: 'Everything works, but the node pulls the image first: the pod starts after 16 seconds',
  faults: [{ kind: 'late', stage: 'started', byMs: 15_000, pulls: true }],
  expected: {
    verdict: 'degraded',
    cause: 'pod-slow',
    says: [
      ['pod', 'container', 'analyzer'],
      ['image', 'pull'],
      ['15', '16', '17'],
    ],
    never: ['no consumer', 'never came', 'not found', 'no node'],
  },
};

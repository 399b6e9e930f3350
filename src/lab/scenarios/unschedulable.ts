import type { Scenario } from '../scenario.ts';

export const unschedulable: Scenario = {
  id: 'unschedulable',
  story: 'No node has a free GPU: the pod stays Pending',
  faults: [
    { kind: 'never', stage: 'scheduled' },
    {
      kind: 'unschedulable',
      message: '0/2 nodes are available: 1 Insufficient nvidia.com/gpu.shared, 1 node(s) were unschedulable.',
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'pod-not-scheduled',
    says: [
      'GPU',
      ['cordon', 'unschedulable', 'SchedulingDisabled'],
      ['0/2', '1 of 2', '1 of the 2', '1 node', 'one node', 'one of'],
    ],
    never: [
      'nodes are cordoned',
      'every node is cordoned',
      'nodes are unschedulable',
      'nodes have no free GPU',
      'memory',
      'Insufficient cpu',
    ],
  },
};

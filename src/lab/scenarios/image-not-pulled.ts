import type { Scenario } from '../scenario.ts';

export const imageNotPulled: Scenario = {
  id: 'image-not-pulled',
  story: 'The analyzer’s image is not in the registry: its pod never starts',
  faults: [
    {
      kind: 'image-pull',
      why: 'rpc error: code = NotFound desc = failed to pull and unpack image "registry.lab/baby-analyzer:2.4.1": not found',
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'image-not-pulled',
    says: ['baby-analyzer:2.4.1', ['pull', 'image'], ['not found', 'NotFound', 'not in the registry', 'no such']],
    never: ['crash', 'unauthorized', 'memory'],
  },
};

import { memoryKill } from '../matrix/parts.ts';
import type { Scenario } from '../scenario.ts';

export const podOutOfMemory: Scenario = {
  id: 'pod-out-of-memory',
  story: 'The analyzer takes more memory than it may, and is killed before its consumer comes',
  faults: [memoryKill],
  expected: { verdict: 'broken', cause: 'pod-out-of-memory' },
};

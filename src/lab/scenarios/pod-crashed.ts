import { crash } from '../matrix/parts.ts';
import type { Scenario } from '../scenario.ts';

export const podCrashed: Scenario = {
  id: 'pod-crashed',
  story: 'The analyzer ends with an error soon after it started',
  faults: [crash],
  expected: { verdict: 'broken', cause: 'pod-crashed' },
};

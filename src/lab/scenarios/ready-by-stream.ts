import type { Scenario } from '../scenario.ts';

export const readyByStream: Scenario = {
  id: 'ready-by-stream',
  story: 'The same build, and focus.yml says that a job is there with its stream: metadata is a known defect',
  faults: [
    { kind: 'never', stage: 'metadata' },
    { kind: 'ready-by', what: 'stream' },
  ],
  expected: {
    verdict: 'healthy',
    says: ['stream'],
    never: ['broken', 'no consumer', 'never came', 'not determined'],
  },
};

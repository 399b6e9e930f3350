import type { JobFault, Scenario } from '../scenario.ts';

export const crash: JobFault = {
  kind: 'ends',
  after: 'started',
  inMs: 400,
  reason: 'Error',
  exitCode: 1,
  lines: [
    'ERROR pz.baby_analyzer could not set up processing for job {job}',
    'Traceback (most recent call last):',
    '  File "/app/baby_analyzer/__main__.py", line 212, in main',
    'ValueError: nfft must not exceed the number of samples',
  ],
};

export const podCrashed: Scenario = {
  id: 'pod-crashed',
  story: 'The analyzer ends with an error soon after it started',
  faults: [crash],
  expected: {
    verdict: 'broken',
    cause: 'pod-crashed',
    says: [
      'nfft must not exceed the number of samples',
      ['crash', 'ended', 'exit code 1'],
      ['analyzer', 'pod', 'container'],
    ],
    never: ['memory', 'OOM', 'evict', 'image'],
  },
};

import type { Scenario } from '../scenario.ts';

/** Lived after a healthy job, the report says what changed in between. */
export const settingsChanged: Scenario = {
  id: 'settings-changed',
  story: 'Somebody edits the settings of the analyzers, and none of them gets ready from then on',
  faults: [
    { kind: 'settings-changed', configMap: 'analyzer-settings' },
    {
      kind: 'ends',
      after: 'started',
      inMs: 400,
      reason: 'Error',
      exitCode: 1,
      lines: [
        'ERROR pz.baby_analyzer could not set up processing for job {job}',
        'Traceback (most recent call last):',
        '  File "/app/baby_analyzer/__main__.py", line 198, in main',
        "KeyError: 'samples_per_block'",
      ],
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'pod-crashed',
    says: ["KeyError: 'samples_per_block'", ['crash', 'ended', 'exit code 1'], ['analyzer', 'pod', 'container']],
    never: ['memory', 'OOM', 'image', 'nfft'],
  },
};

import type { Scenario } from '../scenario.ts';

export const metadataNotWired: Scenario = {
  id: 'metadata-not-wired',
  story: 'The job works, and metadata knows neither it nor any other: this build does not register consumers',
  faults: [
    { kind: 'never', stage: 'metadata' },
    { kind: 'other-jobs', count: 1, faults: [{ kind: 'never', stage: 'metadata' }] },
  ],
  expected: {
    verdict: 'broken',
    cause: 'metadata-not-wired',
    says: ['metadata', ['any ', 'every', 'all ', 'other', 'another', 'no job'], ['consumer', 'stream']],
    never: ['no consumer', 'consumer never', 'never made', 'no metadata route', 'does not exist'],
  },
};

import type { Scenario } from '../scenario.ts';

export const ownPathBroken: Scenario = {
  id: 'own-path-broken',
  story: 'Four seconds into the job nothing answers the bot any more: its own network is gone',
  faults: [
    { kind: 'late', stage: 'consumer', byMs: 25_000 },
    { kind: 'path-broken', atMs: 4_000 },
  ],
  expected: {
    verdict: 'inconclusive',
    cause: 'own-path-broken',
    says: [
      ['bot', 'own network', 'from here'],
      ['network', 'path', 'reach', 'answer', 'connection'],
    ],
    never: ['never came', 'no consumer', 'is down', 'crash'],
  },
};

import type { Scenario } from '../scenario.ts';

export const fiberNotConnected: Scenario = {
  id: 'fiber-not-connected',
  story: 'No fiber is connected: configure is refused with 503',
  faults: [{ kind: 'no-fiber' }],
  expected: {
    verdict: 'broken',
    cause: 'fiber-not-connected',
    says: ['fiber', 'prr'],
    never: ['is down', 'overload', 'ingress', 'analyzer'],
  },
};

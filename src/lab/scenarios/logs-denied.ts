import type { Scenario } from '../scenario.ts';

export const logsDenied: Scenario = {
  id: 'logs-denied',
  story: 'Everything works, but the bot may not read logs: its Role lacks pods/log',
  faults: [{ kind: 'denied', resource: 'pods/log' }],
  expected: {
    verdict: 'healthy',
    says: [['healthy', 'consumer', 'metadata', 'stream']],
    never: ['broken', 'slow', 'fail', 'not determined'],
  },
};

import type { Scenario } from '../scenario.ts';

export const podOutOfMemory: Scenario = {
  id: 'pod-out-of-memory',
  story: 'The analyzer takes more memory than it may, and is killed before its consumer comes',
  faults: [{ kind: 'ends', after: 'started', inMs: 500, reason: 'OOMKilled', exitCode: 137, lines: [] }],
  expected: {
    verdict: 'broken',
    cause: 'pod-out-of-memory',
    says: [
      ['memory', 'OOM'],
      ['analyzer', 'pod', 'container'],
      ['limit', 'may use', '2 Gi', '2Gi'],
    ],
    never: ['evict', 'the node is', 'RabbitMQ'],
  },
};

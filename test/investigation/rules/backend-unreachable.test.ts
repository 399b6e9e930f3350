import { backendUnreachable } from '#investigation/rules/backend-unreachable.ts';
import { ack, backendPod, evidence, metadata, notConfigured, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const refused: Seen = [20, notConfigured({ outcome: 'unreachable', detail: 'connect ECONNREFUSED' })];

testRule(backendUnreachable, {
  cause: { 'its pod is Ready and nothing gets through': evidence([refused, ack(10, false), backendPod(15, true)]) },
  certain: [],
  possible: {
    'it had answered configure, and was silent from then on': evidence([
      [40, { kind: 'ack-answer', ok: false, tookMs: 5_000, detail: 'no answer in 5 s' }],
      metadata(5_000, 'network-error'),
      backendPod(15, true),
    ]),
  },
  not: {
    'its pod is not Ready': evidence([refused, ack(10, false), backendPod(15, false)]),
    'no pod of it was seen': evidence([refused, ack(10, false)]),
  },
});

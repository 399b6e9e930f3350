import { backendUnreachable } from '#investigation/rules/backend-unreachable.ts';
import { ack, backendPod, evidence, notConfigured, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const refused: Seen = [20, notConfigured({ outcome: 'unreachable', detail: 'connect ECONNREFUSED' })];

testRule(backendUnreachable, {
  cause: { 'its pod is Ready and nothing gets through': evidence([refused, ack(10, false), backendPod(15, true)]) },
  certain: [],
  not: {
    'its pod is not Ready': evidence([refused, ack(10, false), backendPod(15, false)]),
    'no pod of it was seen': evidence([refused, ack(10, false)]),
  },
});

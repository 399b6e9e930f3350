import { configureRefused } from '#investigation/rules/configure-refused.ts';
import { ack, evidence, live, notConfigured, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const invalid: Seen = [
  20,
  notConfigured({
    status: 422,
    detail: '{"detail":[{"loc":["body","nfftSelection"],"msg":"value is not a valid integer"}]}',
  }),
];
const broken: Seen = [20, notConfigured({ status: 500, detail: '{"error":"Error parsing configuration"}' })];

testRule(configureRefused, {
  cause: {
    'a field is not taken': evidence([invalid, ack(4, true), live(5, true)]),
    'the server fails on it': evidence([broken, ack(4, true), live(5, true)]),
  },
  not: {
    'nothing answered at all': evidence([[20, notConfigured({ outcome: 'unreachable', detail: 'ECONNREFUSED' })]]),
  },
});

import { configureRefused } from '#investigation/rules/configure-refused.ts';
import { ack, evidence, live, notConfigured, type Seen, ZERO } from '../../support/evidence.ts';
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
  certain: ['a field is not taken'],
  possible: {
    'it answers 503 and no reason': evidence([[20, notConfigured({ status: 503, detail: '{"error":"Unavailable"}' })]]),
    'it gives up after 15 s: it waited for something behind it': evidence([
      [15_020, notConfigured({ status: 500, detail: '{"error":"Internal error"}', answeredAt: ZERO + 15_020 })],
    ]),
    'a gateway answers in its place': evidence([
      [20, notConfigured({ status: 404, detail: 'a page of HTML, "404 Not Found"' })],
    ]),
  },
  not: {
    'nothing answered at all': evidence([[20, notConfigured({ outcome: 'unreachable', detail: 'ECONNREFUSED' })]]),
  },
});

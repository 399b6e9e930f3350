import { configureUnanswered } from '#investigation/rules/configure-unanswered.ts';
import { ack, evidence, notConfigured, type Seen, ZERO } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const silence: Seen = [
  60_000,
  notConfigured({ outcome: 'unanswered', answeredAt: ZERO + 60_000, detail: 'no answer in 60 s' }),
];

testRule(configureUnanswered, {
  cause: { 'the request was sent and no answer came': evidence([silence, ack(4, true)]) },
  certain: [],
  not: { 'it was refused': evidence([[20, notConfigured({ status: 500 })]]) },
});

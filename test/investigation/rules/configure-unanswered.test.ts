import { configureUnanswered } from '#investigation/rules/configure-unanswered.ts';
import { ack, evidence, kubernetesJob, notConfigured, type Seen, ZERO } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const silence: Seen = [
  60_000,
  notConfigured({ outcome: 'unanswered', answeredAt: ZERO + 60_000, detail: 'no answer in 60 s' }),
];

const redirect: Seen = [
  300,
  notConfigured({ outcome: 'unanswered', status: 302, detail: 'POST /configure: 302 without a usable job id' }),
];

testRule(configureUnanswered, {
  cause: {
    'the request was sent and no answer came': evidence([silence, ack(4, true)]),
    'the answer names no job': evidence([redirect, ack(4, true)]),
    'a job was made in that time': evidence([redirect, ack(4, true), kubernetesJob(1_300, true)]),
  },
  certain: [],
  not: { 'it was refused': evidence([[20, notConfigured({ status: 500 })]]) },
});

import { expect, it } from 'vitest';
import { configureUnanswered } from '#investigation/rules/configure-unanswered.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
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

it('names each job that was made in that time once, and what shows them all', () => {
  const born = ['grpc-job-1-50', 'grpc-job-1-50', 'grpc-job-2-51'].map((name) => kubernetesJob(1_300, true, { name }));
  const found = configureUnanswered.find(buildTimeline(evidence([silence, ...born])));
  expect(found).toMatchObject({
    headline: 'configure got no answer, and jobs 1-50 and 2-51 were made in that time',
    remedy: 'Look at them before you run again: /focus jobs',
    open: ['Which of 1-50 and 2-51 is the job of this configure, if any, is not known'],
  });
});

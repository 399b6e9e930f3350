import { queueMissing } from '#investigation/rules/queue-missing.ts';
import { but, evidence, noConsumerRun, pod, queue, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const bare = but(noConsumerRun, ['queue-state'], queue(300, 'absent'), queue(29_900, 'absent'));

testRule(queueMissing, {
  cause: { 'the pod runs, and no look found a queue': evidence(bare) },
  certain: [],
  possible: {
    'no log was read, and a refused login looks the same': evidence(bare, { blind: ['log-line'] }),
    'the pod began to run when the limit was up': evidence([
      ...but(bare, ['pod-state'], pod(29_000, 'pending'), pod(30_500, 'running')),
      ...unknownFrom(31_000, 37_000),
      queue(37_000, 'absent'),
    ]),
  },
  not: {
    'the queue was there': evidence([...bare, queue(5_000, {})]),
    'the pod never ran': evidence(but(bare, ['pod-state'], pod(330, 'pending'))),
  },
});

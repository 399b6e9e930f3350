import { kubernetesJobNotCreated } from '#investigation/rules/kubernetes-job-not-created.ts';
import { but, evidence, kubernetesJob, noConsumerRun, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const bare = but(
  noConsumerRun,
  ['kubernetes-job-state', 'pod-state', 'queue-state'],
  kubernetesJob(300, false),
  queue(2_000, 'absent'),
  queue(29_000, 'absent'),
);

testRule(kubernetesJobNotCreated, {
  cause: { 'no Job, no pod, no queue': evidence(bare) },
  not: {
    'the Job was there': evidence(but(bare, ['kubernetes-job-state'], kubernetesJob(300, true))),
    'nobody looked for the Job': evidence(but(bare, ['kubernetes-job-state'])),
  },
});

import { kubernetesJobNotCreated } from '#investigation/rules/kubernetes-job-not-created.ts';
import { but, evidence, kubernetesJob, log, noConsumerRun, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const bare = but(
  noConsumerRun,
  ['kubernetes-job-state', 'pod-state', 'queue-state'],
  kubernetesJob(300, false),
  queue(2_000, 'absent'),
  queue(29_000, 'absent'),
);

const applied = log(900, 'backend', 'info', 'Applied YAML from /tmp/jobs/job-19-7.yml');
const failed = 'Failed to apply YAML for job 19-7: (403) Reason: Forbidden: exceeded quota';

testRule(kubernetesJobNotCreated, {
  cause: {
    'no Job, no pod, no queue': evidence(bare),
    'the backend says that it failed': evidence([...bare, log(900, 'backend', 'error', failed)]),
    'the backend says that it applied one, and only its clean-up Job is there': evidence([
      ...bare,
      kubernetesJob(310, true, { name: 'cleanup-job-19-7' }),
      applied,
    ]),
  },
  certain: ['the backend says that it failed'],
  possible: {
    'the backend says that it applied one': evidence([...bare, applied]),
  },
  not: {
    'the Job was there': evidence(but(bare, ['kubernetes-job-state'], kubernetesJob(300, true))),
    'nobody looked for the Job': evidence(but(bare, ['kubernetes-job-state'])),
  },
});

import { jobDeadlineExceeded } from '#investigation/rules/job-deadline-exceeded.ts';
import { event, evidence, healthyRun, kubernetesJob, noConsumerRun, pod } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const message = 'Job was active longer than specified deadline';
const ofJob = { object: { kind: 'Job', name: 'grpc-job-19-7' } };
const told = event(12_200, 'DeadlineExceeded', message, ofJob);
const killing = event(12_100, 'Killing', 'Stopping container baby-analyzer', { type: 'Normal' });

testRule(jobDeadlineExceeded, {
  cause: {
    'its event says so': evidence([
      ...noConsumerRun,
      killing,
      told,
      kubernetesJob(12_200, true, { active: 0, failed: 1 }),
      pod(16_700, 'running', { phase: 'Failed' }),
    ]),
    'its condition says so': evidence([
      ...noConsumerRun,
      kubernetesJob(12_200, true, { active: 0, failed: 1, failure: { reason: 'DeadlineExceeded', message } }),
    ]),
    'the consumer had just come': evidence([...healthyRun, told]),
  },
  certain: ['its event says so', 'its condition says so', 'the consumer had just come'],
  not: {
    'it is another job’s': evidence([
      ...noConsumerRun,
      event(12_200, 'DeadlineExceeded', message, { object: { kind: 'Job', name: 'grpc-job-19-71' } }),
    ]),
  },
});

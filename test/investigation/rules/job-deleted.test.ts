import { jobDeleted } from '#investigation/rules/job-deleted.ts';
import { evidence, healthyRun, kubernetesJob, noConsumerRun, pod } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const cleanUp = (atMs: number, exists: boolean, deleted = false) =>
  kubernetesJob(atMs, exists, { name: 'cleanup-job-19-7', deleted });
const gone = [kubernetesJob(10_900, false, { deleted: true }), pod(11_500, 'running', { deleted: true })];

testRule(jobDeleted, {
  cause: {
    'its clean-up is still there': evidence([...noConsumerRun, cleanUp(300, true), ...gone]),
    'its pod ended after it, and is not removed yet': evidence([
      ...noConsumerRun,
      cleanUp(300, true),
      kubernetesJob(10_900, false, { deleted: true }),
      pod(13_700, 'running', { phase: 'Failed', ready: false }),
    ]),
  },
  not: {
    'the clean-up went with it': evidence([
      ...noConsumerRun,
      cleanUp(300, true),
      ...gone,
      cleanUp(11_000, false, true),
    ]),
    'it was deleted after the limit': evidence([
      ...noConsumerRun,
      cleanUp(300, true),
      kubernetesJob(30_150, false, { deleted: true }),
    ]),
    'the consumer had come': evidence([...healthyRun, cleanUp(300, true)]),
  },
});

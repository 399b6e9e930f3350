import { analyzerEnded } from '#investigation/rules/analyzer-ended.ts';
import { container, event, evidence, healthyRun, kubernetesJob, log, noConsumerRun } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const done = container(
  6_900,
  'ready',
  { state: 'terminated', reason: 'Completed', exitCode: 0 },
  { phase: 'Succeeded' },
);
const ofJob = kubernetesJob(7_500, true, { active: 0, succeeded: 1 });

testRule(analyzerEnded, {
  cause: {
    'it says why': evidence([...noConsumerRun, done, ofJob, log(6_000, 'grpc', 'info', 'nothing to do')]),
    'its log was not read': evidence([...noConsumerRun, done, ofJob], { blind: ['log-line'] }),
    'its consumer had just come': evidence([...healthyRun, done]),
  },
  certain: ['it says why', 'its log was not read', 'its consumer had just come'],
  not: {
    'it ended with an error': evidence([
      ...noConsumerRun,
      container(6_900, 'ready', { state: 'terminated', reason: 'Error', exitCode: 1 }, { phase: 'Failed' }),
    ]),
    'it was deleted': evidence([
      ...noConsumerRun,
      event(6_000, 'Killing', 'Stopping container baby-analyzer', { type: 'Normal' }),
      done,
    ]),
  },
});

import { podReplaced } from '#investigation/rules/pod-replaced.ts';
import {
  but,
  evidence,
  healthyRun,
  kubernetesJob,
  metadata,
  noConsumerRun,
  pod,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const second = { name: 'grpc-job-19-7-zz2xk', uid: 'u2', createdStamp: 1_763_048_064_000 };
const replaced = [
  pod(9_000, 'running', { deleted: true }),
  pod(9_200, 'scheduled', second),
  pod(20_000, 'running', second),
];

testRule(podReplaced, {
  cause: {
    'the second one was not ready in time': evidence([...noConsumerRun, ...replaced, kubernetesJob(9_300, true)]),
    'the second one was late': evidence([
      ...but(healthyRun, ['metadata-answer', 'queue-state']),
      ...replaced,
      ...unknownFrom(400, 24_000),
      metadata(24_100, 'ready'),
    ]),
  },
  not: {
    'it was deleted, and none followed': evidence([...noConsumerRun, pod(9_000, 'running', { deleted: true })]),
    'the second pod is the clean-up’s': evidence([
      ...noConsumerRun,
      pod(9_000, 'running', { name: 'cleanup-job-19-7-zz2xk', uid: 'u2', role: 'cleanup' }),
    ]),
    'the consumer came in time': evidence(healthyRun),
  },
});

import { podNotCreated } from '#investigation/rules/pod-not-created.ts';
import { but, event, evidence, healthyRun, noConsumerRun, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const noPod = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const job = { object: { kind: 'Job', name: 'grpc-job-19-7' } };
const quota =
  'Error creating: pods "grpc-job-19-7-8rlgb" is forbidden: exceeded quota: panda-compute, requested: requests.nvidia.com/gpu.shared=1, used: requests.nvidia.com/gpu.shared=0, limited: requests.nvidia.com/gpu.shared=0';
const refused = (message: string) => [
  event(600, 'FailedCreate', message, job),
  event(10_400, 'FailedCreate', message, job),
];

testRule(podNotCreated, {
  cause: {
    'a quota is used up': evidence([...noPod, ...refused(quota)]),
    'its ServiceAccount is missing': evidence([
      ...noPod,
      ...refused(
        'Error creating: pods "grpc-job-19-7-" is forbidden: error looking up service account panda/analyzer: serviceaccount "analyzer" not found',
      ),
    ]),
    'an admission turns it away': evidence([
      ...noPod,
      ...refused('Error creating: admission webhook "pods.policy" denied the request: no GPU here'),
    ]),
  },
  certain: ['a quota is used up', 'its ServiceAccount is missing', 'an admission turns it away'],
  not: {
    'a pod came at the second try': evidence([...noConsumerRun, event(600, 'FailedCreate', quota, job)]),
    'it is the clean-up’s Job': evidence([
      ...noPod,
      event(600, 'FailedCreate', quota, { object: { kind: 'Job', name: 'cleanup-job-19-7' } }),
    ]),
    'the consumer came all the same': evidence([...healthyRun, ...refused(quota)]),
  },
});

import { consumerLost } from '#investigation/rules/consumer-lost.ts';
import {
  evidence,
  healthyRun,
  kubernetesJob,
  log,
  metadata,
  noConsumerRun,
  pod,
  queue,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const came = queue(6_800, { consumers: 1 });
const went = [queue(10_800, {}), queue(29_900, { ready: 100 })];
const withoutQueues = noConsumerRun.filter(([, fact]) => fact.kind !== 'queue-state');
const rest = [...withoutQueues, queue(2_300, {})];

const late = evidence([...rest, came, queue(59_000, { consumers: 1 }), queue(60_000, {}), queue(60_900, {})]);
const { configure: _somebodys, ...watched } = late.subject;

testRule(consumerLost, {
  cause: {
    'messages gather after it': evidence([...rest, came, ...went]),
    'the backend says why': evidence([
      ...rest,
      came,
      ...went,
      log(10_700, 'backend', 'error', 'consumer of grpc-job-19-7 was cancelled by the broker'),
    ]),
    'metadata had answered for it, and did not know it when it was asked again': evidence([
      ...healthyRun,
      queue(3_100, {}),
      metadata(3_200, 'id-unknown'),
    ]),
    'somebody drives the job, and it went later than an idle one ends': {
      ...late,
      subject: { ...watched, watched: true },
    },
    'it came back and went again': evidence([...rest, came, queue(8_000, {}), queue(9_000, { consumers: 1 }), ...went]),
  },
  certain: [
    'somebody drives the job, and it went later than an idle one ends',
    'messages gather after it',
    'the backend says why',
    'it came back and went again',
    'metadata had answered for it, and did not know it when it was asked again',
  ],
  possible: {
    'its pod was out of sight, and may have ended': evidence([...rest, came, ...went], { blind: ['pod-state'] }),
  },
  not: {
    'it is there to the end': evidence([...rest, came, queue(29_900, { consumers: 1 })]),
    'it went before its pod, as the clean-up comes': evidence([
      ...rest,
      ...unknownFrom(31_000, 45_000),
      came,
      queue(37_000, { consumers: 1 }),
      queue(38_300, {}),
    ]),
    'the clean-up took the job with it': evidence([
      ...rest,
      ...unknownFrom(31_000, 45_000),
      came,
      queue(37_000, { consumers: 1 }),
      kubernetesJob(38_000, false, { deleted: true }),
      pod(38_100, 'running', { deleted: true }),
      queue(38_300, {}),
      queue(44_900, {}),
    ]),
    'nobody saw pods, and it went when the clean-up comes': evidence(
      [
        ...rest.filter(([, fact]) => fact.kind !== 'pod-state' && fact.kind !== 'kubernetes-job-state'),
        ...unknownFrom(31_000, 45_000),
        came,
        queue(36_000, { consumers: 1 }),
        queue(38_300, {}),
        queue(44_900, {}),
      ],
      { blind: ['pod-state', 'kubernetes-job-state'] },
    ),
    'metadata had answered for it': evidence(healthyRun),
    'RabbitMQ does not count consumers': evidence([
      ...withoutQueues,
      unknownConsumers(2_300),
      unknownConsumers(29_900),
    ]),
  },
});

function unknownConsumers(at: number): ReturnType<typeof queue> {
  const [, fact] = queue(at, {});
  if (fact.kind !== 'queue-state') throw new Error('a queue is a queue');
  const { consumers: _consumers, ready: _ready, ...told } = fact;
  return [at, told];
}

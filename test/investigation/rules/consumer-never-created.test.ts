import { consumerNeverCreated } from '#investigation/rules/consumer-never-created.ts';
import { but, evidence, log, noConsumerRun, pod, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

testRule(consumerNeverCreated, {
  cause: {
    'pod Ready, queue empty, metadata unknown beyond the limit': evidence(noConsumerRun),
    'RabbitMQ was not seen at all': evidence(but(noConsumerRun, ['queue-state', 'broker-state']), {
      blind: ['queue-state', 'broker-state'],
    }),
    'the backend complains about the consumer': evidence([
      ...noConsumerRun,
      log(4_000, 'backend', 'error', 'consumer for job 19-7 could not be created'),
    ]),
    'the job was cleaned up after the limit': evidence([
      ...noConsumerRun,
      pod(38_000, 'ready', { deleted: true }),
      ...unknownFrom(31_000, 42_154),
    ]),
  },
  not: {
    'the pod was never Ready': evidence(but(noConsumerRun, ['pod-state'], pod(1_500, 'running'))),
    'the time-out came before the limit': evidence(
      but(noConsumerRun, ['metadata-answer'], ...unknownFrom(400, 10_000)),
    ),
    'the pod was deleted before the limit': evidence([...noConsumerRun, pod(12_000, 'ready', { deleted: true })]),
  },
});

import { expect, it } from 'vitest';
import type { FactKind } from '#investigation/observation.ts';
import { consumerNeverCreated } from '#investigation/rules/consumer-never-created.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { otherJob } from '../../support/controls.ts';
import { but, evidence, log, noConsumerRun, pod, type Seen, streamPort, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const noQueues = but(noConsumerRun, ['queue-state', 'broker-state']);
const unseen: readonly FactKind[] = ['queue-state', 'broker-state'];
const calm = log(900, 'grpc', 'info', 'connecting to RabbitMQ at rabbitmq-panda:5672');
const closed = [streamPort(2_000, false), streamPort(29_900, false)];
const refused = log(3_000, 'grpc', 'error', 'channel closed by broker: (403, "ACCESS_REFUSED")');
const known = otherJob({ metadata: 'ready', consumers: 1 });

/** The same run when RabbitMQ was not looked at, and the kinds told besides. */
function withoutRabbitmq(others: readonly Seen[], besides: readonly FactKind[] = []) {
  return evidence([...noQueues, ...others], { blind: [...unseen, ...besides] });
}

testRule(consumerNeverCreated, {
  cause: {
    'pod Ready, queue empty, metadata unknown beyond the limit': evidence(noConsumerRun),
    'metadata knows another job': evidence([...noConsumerRun, known]),
    'RabbitMQ was not seen, the job is content and its stream never opened: the run of job 19-7': withoutRabbitmq([
      calm,
      ...closed,
    ]),
    'RabbitMQ was not seen, the job is content and metadata knows another one': withoutRabbitmq([calm, known]),
    'RabbitMQ was not seen, and the backend complains about its consumer': withoutRabbitmq([
      log(4_000, 'backend', 'error', 'consumer for job 19-7 could not be created'),
    ]),
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
  certain: [],
  possible: {
    'the time-out came before the limit': evidence(
      but(noConsumerRun, ['metadata-answer'], ...unknownFrom(400, 10_000)),
    ),
    'RabbitMQ was not seen, and the log not to its end': withoutRabbitmq([calm, ...closed], ['log-line']),
    'RabbitMQ was not seen, and no line of the job was read': withoutRabbitmq(closed),
    'RabbitMQ was not seen, and the job complains about it': withoutRabbitmq([calm, refused, ...closed]),
    'RabbitMQ was not seen, and the job streams: metadata may not know its consumer': withoutRabbitmq([
      calm,
      streamPort(8_000, true),
    ]),
    'the complaint is about the consumer of another job': withoutRabbitmq([
      log(4_000, 'backend', 'error', 'consumer for job 18-2 could not be created'),
    ]),
  },
  not: {
    'the pod was never Ready': evidence(but(noConsumerRun, ['pod-state'], pod(1_500, 'running'))),
    'the pod was deleted before the limit': evidence([...noConsumerRun, pod(12_000, 'ready', { deleted: true })]),
    'metadata does not know another job that has its consumer': evidence([
      ...noConsumerRun,
      otherJob({ metadata: 'id-unknown', consumers: 1 }),
    ]),
  },
});

it('follows the line about this job, not the equal one about another that came first', () => {
  const lines = ['18-2', '19-7'].map((job, i) =>
    log(3_000 + i, 'backend', 'error', `consumer for job ${job} could not be created`),
  );
  const found = consumerNeverCreated.find(buildTimeline(evidence([...noConsumerRun, ...lines])));
  expect(JSON.stringify(found?.because)).toContain('consumer for job 19-7');
  expect(JSON.stringify(found?.because)).not.toContain('18-2');
});

it('does not follow a line about another job alone', () => {
  const line = log(3_000, 'backend', 'error', 'consumer for job 18-2 could not be created');
  const found = consumerNeverCreated.find(buildTimeline(evidence([...noConsumerRun, line])));
  expect(JSON.stringify(found)).not.toContain('18-2');
});

it('leaves open whether metadata knows another job only where none was asked', () => {
  const open = (...others: readonly Seen[]) =>
    consumerNeverCreated.find(buildTimeline(evidence([...noConsumerRun, ...others])))?.open;
  expect(open()).toEqual(['Whether metadata answers for another job of this environment was not asked']);
  expect(open(otherJob({ others: 1 }))).toEqual(['No other job of this environment was there to ask metadata about']);
  expect(open(known)).toEqual([]);
});

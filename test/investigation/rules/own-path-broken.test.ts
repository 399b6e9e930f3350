import { ownPathBroken } from '#investigation/rules/own-path-broken.ts';
import type { Seen } from '../../support/evidence.ts';
import {
  ack,
  broker,
  brokerState,
  database,
  evidence,
  gap,
  healthyRun,
  kubernetesJob,
  live,
  metadata,
  notConfigured,
  pod,
  queue,
  unknownFrom,
  withGaps,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const noAnswer = (atMs: number): Seen => {
  const [, fact] = metadata(atMs, 'network-error');
  const times = { sentAt: ZERO + atMs - 5_000, answeredAt: ZERO + atMs };
  return [atMs, { ...fact, ...times, detail: 'GET /metadata/19-7: no answer in 5 s' } as Seen[1]];
};
const hung = (atMs: number) =>
  brokerState(atMs, { via: 'amqp', reachable: false, detail: 'the connection was lost: no answer in 3 s' });
const began = [
  live(5, true),
  ack(4, true),
  broker(20, true),
  kubernetesJob(300, true),
  pod(1_500, 'ready'),
  queue(2_300, {}),
  ...unknownFrom(400, 2_900),
];
const broken = [...began, noAnswer(8_000), noAnswer(13_000), hung(6_100)];
const noPods = gap(9_200, ['pod-state'], 'failed', 'pods could not be seen any more for 5 s: no answer within 5 s');
const noQueue = gap(8_200, ['queue-state'], 'unreachable', 'the connection was lost: no answer in 3 s');
const unreached: Seen = [3_000, notConfigured({ outcome: 'unreachable', detail: 'getaddrinfo EAI_AGAIN focus.lab' })];
const silentAck: Seen = [6_100, { kind: 'ack-answer', ok: false, tookMs: 3_000, detail: 'GET /ack: no answer in 3 s' }];
const hangs = gap(8_100, ['pod-state', 'clock-reading'], 'timed-out', 'listing pods: no answer within 5 s');

testRule(ownPathBroken, {
  cause: {
    'all parts fall silent together in the middle': withGaps(evidence(broken), noPods, noQueue),
    'nothing answers from the start': withGaps(evidence([unreached, silentAck]), hangs),
    'MongoDB falls silent with them': withGaps(
      evidence([...broken, database(100, true), database(7_000, false, 'no answer in 4 s')]),
      noPods,
      noQueue,
    ),
  },
  possible: {
    'Focus Server’s machine refuses: it was reached, and may only be down': withGaps(
      evidence([
        [20, notConfigured({ outcome: 'unreachable', detail: 'connect ECONNREFUSED' })],
        [30, { kind: 'ack-answer', ok: false, tookMs: 3, detail: 'GET /ack: connect ECONNREFUSED' }],
      ]),
      gap(5_100, ['pod-state', 'clock-reading'], 'timed-out', 'listing pods: no answer within 5 s'),
    ),
    'nothing but Focus Server was looked at': evidence([unreached, silentAck], { blind: ['pod-state'] }),
  },
  not: {
    'Kubernetes goes on answering': withGaps(evidence([...broken, kubernetesJob(12_000, true)]), noQueue),
    'Kubernetes refuses, so it was reached': withGaps(
      evidence(broken),
      noQueue,
      gap(9_000, ['pod-state'], 'refused', 'listing pods answered 403'),
    ),
    'RabbitMQ goes on answering': withGaps(evidence([...began, noAnswer(8_000), queue(12_000, {})]), noPods),
    'RabbitMQ was lost long before': withGaps(
      evidence([
        ...unknownFrom(400, 29_000),
        kubernetesJob(300, true),
        kubernetesJob(28_900, true),
        broker(20, true),
        hung(3_000),
        noAnswer(34_000),
      ]),
      gap(35_000, ['pod-state'], 'failed', 'pods could not be seen any more for 5 s: no answer within 5 s'),
    ),
    'Focus Server alone of all parts falls silent': evidence([...began, noAnswer(8_000), noAnswer(13_000)]),
    'all came back': withGaps(evidence([...broken, metadata(14_000, 'id-unknown')]), noPods, noQueue),
    'the consumer came': withGaps(evidence([...healthyRun, hung(6_100)]), noPods, noQueue),
  },
});

import { expect, it } from 'vitest';
import { rabbitmqManagementAbsent } from '#investigation/rules/rabbitmq-management-absent.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  broker,
  brokerState,
  but,
  clusterClock,
  evidence,
  gap,
  healthyRun,
  live,
  noConsumerRun,
  unknownFrom,
  withGaps,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const byName =
  'there is no queue grpc-job-19-7, and without the management API a queue with a time suffix cannot be found by name';
const away = 'asking the management API at http://rabbitmq:15672: connect ECONNREFUSED';
const start = [live(5, true), ack(4, true), clusterClock(6), ...unknownFrom(400, 8_000)];
const reached = [...start, broker(20, true)];
const late = 'asking the management API at http://rabbitmq:15672: no answer in 3 s';
const login = 'the management API at http://rabbitmq:15672 refused the login with 401';

testRule(rabbitmqManagementAbsent, {
  cause: {
    'it is not configured, and AMQP knows no name': withGaps(
      evidence(reached),
      gap(5_300, ['queue-state'], 'not-configured', byName),
    ),
    'it does not answer': withGaps(evidence(reached), gap(5_300, ['queue-state'], 'unreachable', `${away}; ${byName}`)),
    'it does not answer, and AMQP is not configured': withGaps(
      evidence([...start, brokerState(600, { reachable: false, detail: away })]),
      gap(5_300, ['queue-state'], 'unreachable', away),
    ),
    'it refuses the login, which AMQP takes': withGaps(
      evidence([...reached, brokerState(30, { detail: login })]),
      gap(5_300, ['queue-state'], 'refused', `${login}; ${byName}`),
    ),
  },
  possible: {
    'one look got no answer in time': withGaps(
      evidence([...reached, brokerState(3_000, { reachable: false, detail: late })]),
      gap(5_300, ['queue-state'], 'unreachable', late),
    ),
  },
  not: {
    'it answered another time': withGaps(
      evidence([
        ...reached,
        brokerState(40, { reachable: true, detail: 'the management API at http://rabbitmq:15672 answers' }),
      ]),
      gap(9_300, ['queue-state'], 'unreachable', late),
    ),
    'the bot does not trust its certificate': withGaps(
      evidence(reached),
      gap(
        5_300,
        ['queue-state'],
        'not-trusted',
        'asking the management API at https://rabbitmq: self-signed certificate',
      ),
    ),
    'RabbitMQ is not configured at all': withGaps(
      evidence(start),
      gap(0, ['broker-state', 'queue-state'], 'not-configured', 'RabbitMQ is not configured for staging'),
    ),
    'AMQP is not answered either': withGaps(
      evidence([...start, broker(20, false)]),
      gap(5_300, ['queue-state'], 'unreachable', `${away}; connect ECONNREFUSED`),
    ),
    'the job got its consumer': withGaps(
      evidence(but(healthyRun, ['queue-state'])),
      gap(5_300, ['queue-state'], 'not-configured', byName),
    ),
    'the queue was seen': evidence(noConsumerRun),
  },
});

it.each([
  ['not-configured', byName, /^Give this environment the address/],
  ['unreachable', away, /^Bring the management API back/],
  ['refused', login, /^Give the bot’s RabbitMQ user/],
] as const)('of an API that is %s it advises what mends that', (reason, detail, advice) => {
  const seen = withGaps(evidence(reached), gap(5_300, ['queue-state'], reason, detail));
  expect(rabbitmqManagementAbsent.find(buildTimeline(seen))?.remedy).toMatch(advice);
});

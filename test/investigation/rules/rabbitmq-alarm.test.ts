import { rabbitmqAlarm } from '#investigation/rules/rabbitmq-alarm.ts';
import { brokerState, but, evidence, gap, log, noConsumerRun, queue, withGaps } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const bare = but(noConsumerRun, ['queue-state'], queue(300, 'absent'), queue(29_900, 'absent'));
const alarm = brokerState(30, { alarms: ['memory'], detail: 'the management API reports an alarm: memory' });
const blocked = log(4_000, 'grpc', 'warning', 'WARNING pz.baby_analyzer connection blocked: low on memory');
const unseen = but(noConsumerRun, ['queue-state']);
const noApi = gap(6_000, ['queue-state'], 'unreachable', 'asking the management API at http://r: connect ECONNREFUSED');

testRule(rabbitmqAlarm, {
  cause: {
    'the alarm stands, and the queue was never made': evidence([...bare, alarm]),
    'the alarm stands, and no message came into the queue': evidence([...noConsumerRun, alarm]),
    'the analyzer logs that it is blocked': evidence([...bare, alarm, blocked]),
    'only the log tells': evidence([...bare, blocked]),
  },
  possible: {
    'messages come into the queue: nobody is blocked': evidence([
      ...but(noConsumerRun, ['queue-state'], queue(2_300, {}), queue(29_900, { ready: 90 })),
      alarm,
    ]),
    'the alarm was over long before the end': evidence([...bare, alarm, brokerState(3_000, {})]),
    'alarms were not seen, nor the queue': withGaps(evidence(unseen), noApi),
  },
  not: {
    'there is no alarm': evidence([...bare, brokerState(30, {})]),
    'the queue was seen, and no alarm told': evidence(bare),
  },
});

import { rabbitmqRefused } from '#investigation/rules/rabbitmq-refused.ts';
import {
  brokerState,
  but,
  evidence,
  gap,
  log,
  noConsumerRun,
  notConfigured,
  queue,
  withGaps,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const bare = but(noConsumerRun, ['queue-state'], queue(300, 'absent'), queue(29_900, 'absent'));
const login = log(
  3_000,
  'grpc',
  'error',
  "ERROR pz.baby_analyzer connecting to RabbitMQ: (403) 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN'",
);
const ofOther = log(
  3_000,
  'backend',
  'error',
  'ERROR pz.focus_server consumer of grpc-job-1-16: (403) ACCESS_REFUSED - Login was refused',
);
const ofBackend = log(100, 'backend', 'error', 'ERROR pz.focus_server pika.exceptions.ProbableAuthenticationError');
const refused = 'connecting to amqp://rabbitmq:5672: Handshake terminated by server: 403 (ACCESS-REFUSED) (vhost /)';
const bot = but(noConsumerRun, ['broker-state', 'queue-state'], brokerState(20, { via: 'amqp', detail: refused }));

testRule(rabbitmqRefused, {
  cause: {
    'the analyzer’s log says so, and its queue is missing': evidence([...bare, login]),
    'its log broke off after it had said so': withGaps(
      evidence([...bare, login]),
      gap(9_000, ['log-line'], 'unreachable', 'the log broke off'),
    ),
    'the bot is turned away too': withGaps(
      evidence([...bot, login]),
      gap(5_000, ['broker-state', 'queue-state'], 'refused', refused),
    ),
    'Focus Server is turned away, so configure fails': evidence([
      [200, notConfigured({ status: 503, detail: '{"error":"Error"}' })],
      ofBackend,
    ]),
    'Focus Server is turned away, and nobody consumes': evidence([
      ...but(noConsumerRun, ['queue-state'], queue(2_300, {}), queue(29_900, { ready: 90 })),
      ofBackend,
    ]),
  },
  possible: {
    'only the bot is turned away: it has a login of its own': withGaps(
      evidence(bot),
      gap(5_000, ['queue-state'], 'refused', refused),
    ),
    'no log was seen, and the queue never was': evidence(bare, { blind: ['log-line'] }),
  },
  not: {
    'no log was seen, and the queue is there': evidence(noConsumerRun, { blind: ['log-line'] }),
    'the backend was turned away for another job': evidence([...bare, ofOther]),
    'one queue is refused, after the login was taken': evidence([
      ...bare,
      log(
        3_000,
        'grpc',
        'error',
        'ERROR channel closed by broker: (403, "ACCESS_REFUSED - access to queue \'q\' refused")',
      ),
    ]),
    'the queue has its consumer': evidence([...noConsumerRun, login, queue(30_000, { consumers: 1 })]),
    'a 403 that is not about RabbitMQ': evidence([
      ...bare,
      log(3_000, 'backend', 'error', 'ERROR pz.focus_server uploading the recording answered 403'),
    ]),
    'the bot was turned away by AMQP, and saw the queue otherwise': evidence([
      ...bare,
      brokerState(20, { via: 'amqp', detail: refused }),
    ]),
  },
});

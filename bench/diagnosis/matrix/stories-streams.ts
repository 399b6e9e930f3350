import { consumerFallingBehind } from '#lab/scenarios/consumer-falling-behind.ts';
import { BROKEN, consumerComplaint, EITHER, never, otherJob, SLOW, SLOW_OR_BROKEN, streaming } from './shorthand.ts';
import {
  kubernetesAway,
  logsEmpty,
  logsGone,
  managementDown,
  noKubernetes,
  noRabbitmq,
  podsDenied,
  type Story,
} from './story.ts';

/** Without a broker nobody's consumer is left. */
const cutOff = [never('metadata')];

/** Causes in RabbitMQ, the consumer and the stream. */
export const streamStories: readonly Story[] = [
  {
    cause: 'rabbitmq-down',
    faults: [{ kind: 'rabbitmq-down' }],
    verdicts: BROKEN,
    others: cutOff,
    blindings: [logsGone, noRabbitmq],
  },
  {
    cause: 'rabbitmq-refused',
    faults: [{ kind: 'rabbitmq-refuses', whom: 'everyone' }],
    verdicts: BROKEN,
    others: cutOff,
    blindings: [logsGone, noRabbitmq],
  },
  {
    cause: 'rabbitmq-alarm',
    faults: [{ kind: 'rabbitmq-alarm', resource: 'memory' }],
    verdicts: BROKEN,
    blindings: [managementDown, logsGone],
  },
  {
    cause: 'rabbitmq-management-absent',
    faults: [{ kind: 'management-down' }, never('consumer')],
    alsoRight: ['consumer-never-created'],
    verdicts: EITHER,
    mayBeOpen: true,
    blindings: [kubernetesAway],
  },
  {
    cause: 'queue-missing',
    faults: [
      never('queue'),
      {
        kind: 'log',
        from: 'grpc',
        after: 'started',
        lines: [
          "ERROR pz.baby_analyzer channel closed by broker: (403, \"ACCESS_REFUSED - configure access to queue 'grpc-job-{job}' in vhost '/' refused for user 'analyzer'\")",
        ],
      },
    ],
    verdicts: BROKEN,
    blindings: [managementDown, logsGone],
  },
  {
    cause: 'queue-without-consumer',
    faults: [never('consumer'), { kind: 'messages', perSecond: 8 }],
    verdicts: BROKEN,
    blindings: [managementDown, podsDenied],
  },
  {
    cause: 'consumer-falling-behind',
    faults: consumerFallingBehind.faults,
    verdicts: SLOW_OR_BROKEN,
    // A full queue that nobody sees is no news.
    blindings: [
      { ...managementDown, verdicts: ['healthy'] },
      { ...noRabbitmq, verdicts: ['healthy'] },
    ],
  },
  {
    cause: 'consumer-never-created',
    faults: [never('consumer'), consumerComplaint, streaming],
    verdicts: BROKEN,
    blindings: [logsGone, kubernetesAway, noRabbitmq],
  },
  {
    cause: 'metadata-not-wired',
    faults: [never('metadata'), otherJob(never('metadata'))],
    verdicts: BROKEN,
    others: [never('metadata')],
    blindings: [managementDown, noRabbitmq],
  },
  {
    cause: 'no-data-source',
    faults: [
      never('consumer'),
      never('stream'),
      {
        kind: 'log',
        from: 'grpc',
        after: 'queue',
        lines: ['WARNING pz.baby_analyzer no data from the source yet, the gRPC server is not started'],
        everyMs: 5_000,
      },
    ],
    verdicts: BROKEN,
    blindings: [logsEmpty, noKubernetes],
  },
  {
    cause: 'queue-slow',
    faults: [{ kind: 'late', stage: 'queue', byMs: 14_000 }],
    verdicts: SLOW,
    blindings: [managementDown, kubernetesAway],
  },
  {
    cause: 'consumer-slow',
    faults: [{ kind: 'late', stage: 'consumer', byMs: 18_000 }],
    verdicts: SLOW,
    blindings: [managementDown, noRabbitmq],
  },
  {
    cause: 'consumer-lost',
    faults: [{ kind: 'consumer-goes', inMs: 4_000 }, never('metadata'), { kind: 'messages', perSecond: 4 }],
    verdicts: BROKEN,
    blindings: [managementDown, noRabbitmq],
  },
  {
    cause: 'metadata-slow',
    faults: [{ kind: 'late', stage: 'metadata', byMs: 12_000 }],
    verdicts: SLOW,
    blindings: [managementDown, noRabbitmq],
  },
  {
    cause: 'stream-not-open',
    faults: [never('stream'), { kind: 'messages', perSecond: 20 }, streaming],
    // Where the other stream is closed to the bot too, ports are out of its reach.
    verdicts: [...SLOW, 'healthy'],
    mayBeOpen: true,
    blindings: [podsDenied, noKubernetes].map((blinding) => ({ ...blinding, verdicts: ['healthy'] })),
  },
  {
    cause: 'stream-slow',
    faults: [
      { kind: 'ready-by', what: 'stream' },
      { kind: 'late', stage: 'stream', byMs: 14_000 },
    ],
    verdicts: SLOW,
    blindings: [podsDenied, noKubernetes],
  },
];

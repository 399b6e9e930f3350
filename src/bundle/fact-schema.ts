import { z } from 'zod';
import { type Fact, type FactKind, partKinds } from '#investigation/observation.ts';
import { answers, controls } from './answer-schema.ts';
import { gapReason } from './gap-reason.ts';
import { count, flag, instant, text } from './shapes.ts';

/** What the rules rely on of each kind of fact. Fields that are not named here may come and stay as they are. */

const podCondition = z.object({
  type: text,
  status: z.enum(['True', 'False', 'Unknown']),
  reason: text.exactOptional(),
  message: text.exactOptional(),
});

const containerState = z.object({
  name: text,
  init: z.literal(true).exactOptional(),
  image: text,
  state: z.enum(['waiting', 'running', 'terminated']),
  ready: flag,
  restarts: count,
  reason: text.exactOptional(),
  message: text.exactOptional(),
  exitCode: count.exactOptional(),
  memoryLimit: text.exactOptional(),
  startedStamp: instant.exactOptional(),
  finishedStamp: instant.exactOptional(),
});

const podState = z.object({
  kind: z.literal('pod-state'),
  role: z.enum(['grpc', 'cleanup', 'backend', 'other']),
  name: text,
  uid: text,
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']),
  ready: flag,
  deleted: flag,
  node: text.exactOptional(),
  labels: z.record(text, text).readonly(),
  createdStamp: instant,
  scheduledStamp: instant.exactOptional(),
  readyStamp: instant.exactOptional(),
  unschedulable: text.exactOptional(),
  reason: text.exactOptional(),
  message: text.exactOptional(),
  conditions: z.array(podCondition).readonly().exactOptional(),
  containers: z.array(containerState).readonly(),
});

const kubernetes = [
  podState,
  z.object({
    kind: z.literal('kubernetes-job-state'),
    name: text,
    exists: flag,
    deleted: flag,
    active: count,
    succeeded: count,
    failed: count,
    failure: z.object({ reason: text, message: text }).exactOptional(),
    createdStamp: instant.exactOptional(),
  }),
  z.object({
    kind: z.literal('service-state'),
    name: text,
    exists: flag,
    deleted: flag,
    nodePort: count.exactOptional(),
    createdStamp: instant.exactOptional(),
  }),
  z.object({
    kind: z.literal('kubernetes-event'),
    type: z.enum(['Normal', 'Warning']),
    reason: text,
    message: text,
    object: z.object({ kind: text, name: text }),
    count,
    firstStamp: instant,
    precisionMs: count,
  }),
  z.object({
    kind: z.literal('log-line'),
    source: z.enum(['backend', 'grpc', 'cleanup']),
    pod: text,
    container: text,
    stamp: instant.exactOptional(),
    level: z.enum(['debug', 'info', 'warning', 'error', 'unknown']),
    namesJob: flag,
    text,
  }),
] as const;

const jobQueue = z.object({
  jobId: text,
  name: text,
  consumers: count.exactOptional(),
  ready: count.exactOptional(),
});

export const partKind = z.enum(partKinds);

export const environmentPart = z.object({
  what: partKind,
  name: text,
  version: text,
  changedStamp: instant.exactOptional(),
});

const via = z.enum(['amqp', 'management']);

const stores = [
  z.object({
    kind: z.literal('broker-state'),
    reachable: flag,
    via,
    version: text.exactOptional(),
    alarms: z.array(text).readonly(),
    detail: text,
  }),
  z.object({
    kind: z.literal('queue-state'),
    via,
    sentAt: instant,
    name: text.exactOptional(),
    exists: flag,
    consumers: count.exactOptional(),
    ready: count.exactOptional(),
  }),
  z.object({
    kind: z.literal('database-state'),
    reachable: flag,
    collections: z.array(text).readonly(),
    detail: text,
  }),
  z.object({
    kind: z.literal('job-queues'),
    queues: z.array(jobQueue).readonly(),
  }),
  z.object({ kind: z.literal('job-record'), collection: text, found: flag }),
  z.object({
    kind: z.literal('stream-port'),
    sentAt: instant,
    open: flag,
    host: text,
    port: count,
    detail: text,
  }),
  z.object({
    kind: z.literal('clock-reading'),
    clock: z.enum(['kubernetes', 'focus-server']),
    sentAt: instant,
    answeredAt: instant,
    stamp: instant,
  }),
  z.object({
    kind: z.literal('bot-stall'),
    from: instant,
    to: instant,
    by: z.enum(['event-loop', 'cpu-throttled', 'loopback']),
    delayMs: count,
  }),
  z.object({
    kind: z.literal('environment-parts'),
    complete: z.array(partKind).readonly(),
    parts: z.array(environmentPart).readonly(),
    notSeen: z.array(z.object({ what: partKind, reason: gapReason })).readonly(),
  }),
] as const;

const kinds = {
  'configure-answer': true,
  'metadata-answer': true,
  'ack-answer': true,
  'live-metadata': true,
  'channel-range': true,
  'route-list': true,
  'pod-state': true,
  'kubernetes-job-state': true,
  'service-state': true,
  'kubernetes-event': true,
  'broker-state': true,
  'queue-state': true,
  'database-state': true,
  'job-record': true,
  'log-line': true,
  'stream-port': true,
  'clock-reading': true,
  'control-answer': true,
  'control-job': true,
  'job-queues': true,
  'bot-stall': true,
  'environment-parts': true,
} as const satisfies Readonly<Record<FactKind, true>>;

const known = { error: 'a kind of fact that this bot knows is expected; a later bot may have written this' };

export const factKind = z.enum(Object.keys(kinds) as FactKind[], known);

export const fact = z.discriminatedUnion(
  'kind',
  [...answers, ...kubernetes, ...stores, ...controls],
  known,
) satisfies z.ZodType<Fact>;

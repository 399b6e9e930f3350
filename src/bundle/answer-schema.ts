import { z } from 'zod';
import { count, flag, instant, text } from './shapes.ts';

export const configureAnswer = z.object({
  kind: z.literal('configure-answer'),
  sentAt: instant,
  answeredAt: instant,
  stalledMs: count.exactOptional(),
  outcome: z.enum(['accepted', 'refused', 'unreachable', 'unanswered']),
  status: count.exactOptional(),
  jobId: text.exactOptional(),
  detail: text,
  reattached: flag,
});

const answer = z.enum([
  'ready',
  'other-job',
  'id-unknown',
  'route-absent',
  'server-error',
  'network-error',
  'unexpected',
]);

export const answers = [
  configureAnswer,
  z.object({
    kind: z.literal('metadata-answer'),
    sentAt: instant,
    answeredAt: instant,
    answer,
    status: count.exactOptional(),
    detail: text,
  }),
  z.object({
    kind: z.literal('ack-answer'),
    ok: flag,
    status: count.exactOptional(),
    tookMs: count,
    detail: text,
  }),
  z.object({
    kind: z.literal('live-metadata'),
    ready: flag,
    prr: count.exactOptional(),
    softwareVersion: text.exactOptional(),
    detail: text,
  }),
  z.object({ kind: z.literal('channel-range'), lowest: count, highest: count }),
  z.object({ kind: z.literal('route-list'), served: flag, routes: z.array(text).readonly() }),
] as const;

/** What was asked and looked at only to compare with. */
export const controls = [
  z.object({
    kind: z.literal('control-answer'),
    control: z.enum(['impossible-id', 'impossible-route']),
    sentAt: instant,
    answeredAt: instant,
    answer,
    status: count.exactOptional(),
    detail: text,
  }),
  z.object({
    kind: z.literal('control-job'),
    others: count,
    jobId: text.exactOptional(),
    ageMs: instant.exactOptional(),
    metadata: answer.exactOptional(),
    labels: z.record(text, text).readonly().exactOptional(),
    records: z.record(text, flag).readonly().exactOptional(),
    consumers: count.exactOptional(),
    streamOpen: flag.exactOptional(),
  }),
] as const;

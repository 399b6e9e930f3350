import type { Evidence } from '#investigation/evidence.ts';
import type { Fact, FactKind, FactOf } from '#investigation/observation.ts';

const ZERO = Date.UTC(2025, 10, 13);
const POD = 'grpc-job-19-7-8rlgb';
const ENDED_MS = 60_000;

/** A minute of a job without a consumer, seen so often that it comes to this many observations; most are log lines. */
export function bigEvidence(count: number): Evidence {
  const few: readonly Fact[] = [configure, liveMetadata, broker, job, pod(false), pod(true)];
  const many = Array.from({ length: count - few.length }, (_, i) => seenAt(Math.floor((i * ENDED_MS) / count), i));
  const facts = [...few.map((fact) => ({ at: 300, fact })), ...many].sort((a, b) => a.at - b.at);
  return {
    version: 1,
    subject: {
      investigation: 'big',
      environment: 'bench',
      requestedBy: 'bench',
      zero: ZERO,
      configure,
      job: { id: '19-7' },
      limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 },
      timeoutMs: ENDED_MS,
    },
    endedAt: ZERO + ENDED_MS,
    observations: facts.map(({ at, fact }, i) => ({ id: `o${i + 1}`, at: ZERO + at, probe: fact.kind, fact })),
    gaps: [],
    watches: kinds.map((kind) => ({ probe: kind, sees: [kind], from: ZERO, to: ZERO + ENDED_MS, ended: 'complete' })),
  };
}

const kinds: readonly FactKind[] = [
  'configure-answer',
  'metadata-answer',
  'live-metadata',
  'pod-state',
  'kubernetes-job-state',
  'kubernetes-event',
  'broker-state',
  'queue-state',
  'log-line',
];

const configure: FactOf<'configure-answer'> = {
  kind: 'configure-answer',
  sentAt: ZERO,
  answeredAt: ZERO + 230,
  outcome: 'accepted',
  status: 200,
  jobId: '19-7',
  detail: '',
  reattached: false,
};
const liveMetadata: Fact = { kind: 'live-metadata', ready: true, prr: 2_000, softwareVersion: '3.7.1', detail: '' };
const broker: Fact = { kind: 'broker-state', reachable: true, via: 'amqp', alarms: [], detail: '' };
const job: Fact = {
  kind: 'kubernetes-job-state',
  name: 'grpc-job-19-7',
  exists: true,
  deleted: false,
  active: 1,
  succeeded: 0,
  failed: 0,
  createdStamp: ZERO,
};

function pod(ready: boolean): Fact {
  const started = { startedStamp: ZERO + 1_000 };
  return {
    kind: 'pod-state',
    role: 'grpc',
    name: POD,
    uid: 'u1',
    phase: 'Running',
    ready,
    deleted: false,
    node: 'worker-node',
    labels: { app: 'grpc-job-19-7', 'job-name': 'grpc-job-19-7' },
    createdStamp: ZERO,
    scheduledStamp: ZERO,
    ...(ready && { readyStamp: ZERO + 2_000 }),
    containers: [{ name: 'baby-analyzer', image: 'baby-analyzer:2', state: 'running', ready, restarts: 0, ...started }],
  };
}

function seenAt(at: number, i: number): { readonly at: number; readonly fact: Fact } {
  const sentAt = ZERO + at;
  switch (i % 10) {
    case 0:
    case 1: {
      const told = { sentAt, answeredAt: sentAt + 8, status: 404, detail: '{"error":"Invalid job_id"}' };
      return { at: at + 8, fact: { kind: 'metadata-answer', answer: 'id-unknown', ...told } };
    }
    case 2: {
      const queue = { name: 'grpc-job-19-7-1763048056.1', exists: true, consumers: 0, ready: 0 };
      return { at, fact: { kind: 'queue-state', via: 'amqp', sentAt, ...queue } };
    }
    case 3: {
      const object = { kind: 'Pod', name: POD };
      const times = { count: 1 + (i % 7), firstStamp: sentAt, precisionMs: 1 };
      const message = `Readiness probe failed: attempt ${i}`;
      return {
        at,
        fact: { kind: 'kubernetes-event', type: 'Warning', reason: 'Unhealthy', message, object, ...times },
      };
    }
    default: {
      const level = i % 9 === 0 ? 'error' : 'info';
      const text = `2025-11-13T00:00:00+0000 ${level.toUpperCase()} pz.analyzer frame ${i} of 19-7 took ${i % 97} ms`;
      const where = { source: 'grpc', pod: POD, container: 'baby-analyzer' } as const;
      return { at, fact: { kind: 'log-line', ...where, stamp: sentAt, level, namesJob: true, text } };
    }
  }
}

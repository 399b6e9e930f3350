import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { metadataNotWired } from '#investigation/rules/metadata-not-wired.ts';
import { noOtherJob, otherJob } from '../../support/controls.ts';
import { but, evidence, metadata, noConsumerRun, pod, queue, type Seen, streamPort } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const attached = [...noConsumerRun, queue(3_000, { consumers: 1 }), queue(30_000, { consumers: 1 })];
const byManagement = attached.map(
  ([at, fact]): Seen => [at, fact.kind === 'queue-state' ? { ...fact, via: 'management' } : fact],
);
const noQueues = but(noConsumerRun, ['queue-state', 'broker-state'], streamPort(8_000, true));
const blind = { blind: ['queue-state', 'broker-state'] } as const;
const denied = otherJob({ metadata: 'id-unknown', streamOpen: true });

testRule(metadataNotWired, {
  cause: {
    'RabbitMQ has the consumer to the end': evidence(attached),
    'no other job lives': evidence([...attached, noOtherJob]),
    'another job has its consumer, and metadata does not know it either': evidence([
      ...attached,
      otherJob({ metadata: 'id-unknown', consumers: 1 }),
    ]),
  },
  certain: ['another job has its consumer, and metadata does not know it either'],
  possible: {
    'RabbitMQ was not seen, and metadata knows neither of two jobs that stream': evidence([...noQueues, denied], blind),
    'metadata knows another job': evidence([...attached, otherJob({ metadata: 'ready', consumers: 1 })]),
    'only the management API counts it, 5 s late': evidence(byManagement),
    'RabbitMQ was not seen to the end': evidence(attached, { blind: ['queue-state'] }),
    'RabbitMQ was not seen, and no other job was asked': evidence(noQueues, blind),
    'RabbitMQ was not seen, and the other job is as broken': evidence(
      [...noQueues, otherJob({ metadata: 'id-unknown', consumers: 0, streamOpen: true })],
      blind,
    ),
    'its port stays closed and no message came': evidence([
      ...attached.filter(([, fact]) => fact.kind !== 'stream-port'),
      streamPort(2_000, false),
      streamPort(30_100, false),
    ]),
  },
  not: {
    'the consumer went away again': evidence([...noConsumerRun, queue(3_000, { consumers: 1 }), queue(30_000, {})]),
    'there was none': evidence(noConsumerRun),
    'there was none, whatever another job says': evidence([...noConsumerRun, streamPort(8_000, true), denied]),
    'RabbitMQ was not seen, and metadata knows another job': evidence(
      [...noQueues, otherJob({ metadata: 'ready' })],
      blind,
    ),
    'RabbitMQ was not seen, and the pod has ended': evidence(
      [...noQueues, pod(9_000, 'running', { phase: 'Failed' })],
      blind,
    ),
    'what metadata answered last tells nothing': evidence([
      ...attached.filter(([at]) => at < 20_000),
      ...[20, 22, 24, 26, 28, 30].map((s) => metadata(s * 1_000, 'server-error')),
    ]),
  },
});

describe('metadata that does not register consumers', () => {
  const nextStepAfter = (cause?: string) =>
    explain({
      ...evidence(attached),
      background: {
        investigations: 1,
        knownErrors: [],
        recent: [{ startedAt: 0, jobId: '19-6', worked: false, ...(cause !== undefined && { cause }) }],
      },
    }).nextStep;

  it('is proposed to count no more where it was the cause of the run before too', () => {
    expect(nextStepAfter('metadata-not-wired')).toContain('write ready: stream under staging in focus.yml');
    expect(nextStepAfter('pod-crashed')).not.toContain('ready:');
    expect(nextStepAfter()).not.toContain('ready:');
  });
});

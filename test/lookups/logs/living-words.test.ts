import { describe, expect, it } from 'vitest';
import type { MetadataAnswer } from '#investigation/observation.ts';
import { partsOf, viewOf } from '#investigation/rules/job-parts.ts';
import { livingFacts, livingNextStep, livingState } from '#lookups/logs/living.ts';
import type { JobSeen, RecordOfJob } from '#probes/jobs/look-at-job.ts';
import {
  containerOf,
  kubernetesJobOf,
  NOW,
  pendingPod,
  podOf,
  queueOf,
  type SeenParts,
  seenOf,
  warningOf,
  wellJob,
} from '../../support/jobs-seen.ts';

const unseen = { kind: 'not-seen', reason: 'unreachable', detail: '' } as const;

function looksOf(answer?: MetadataAnswer['answer'], records?: readonly RecordOfJob[]): JobSeen {
  const status = answer === 'ready' ? 200 : answer === 'server-error' ? 502 : 404;
  const metadata =
    answer && ({ kind: 'metadata-answer', sentAt: 0, answeredAt: 1, answer, status, detail: 'body' } as const);
  return {
    metadata: metadata ? { kind: 'seen', value: metadata } : unseen,
    queues: { kind: 'seen', value: { queues: [], via: 'amqp' } },
    records: records ? { kind: 'seen', value: records } : unseen,
  };
}

function told(parts: SeenParts, looks = looksOf(), errors = 0) {
  const seen = seenOf(parts);
  const view = viewOf(seen);
  const [job] = partsOf(seen);
  if (!job) throw new Error('no job was seen');
  const facts = livingFacts(job, view, looks, parts.events ?? []);
  return {
    state: livingState(job, view, looks),
    facts: Object.fromEntries(facts.map(({ label, value }) => [label, value])),
    next: livingNextStep(job, view, looks, errors),
  };
}

describe('a living job in words', () => {
  it('is its age, its pod and what metadata says', () => {
    const { state, next } = told(wellJob('19-7', 24_000), looksOf('ready'));
    expect(state).toBe('Job 19-7 lives (24 s old): its pod is Running and Ready, metadata answers');
    expect(next).toBeUndefined();
  });

  it('names what is missing', () => {
    const parts = { ...wellJob('19-7'), queues: [queueOf('19-7', 50_000, { consumers: 0, ready: 12 })] };
    const { state, next, facts } = told(parts, looksOf('id-unknown'));
    expect(state).toBe(
      'Job 19-7 lives (1 min old): its pod is Running and Ready, its queue has no consumer, metadata says Invalid job_id',
    );
    expect(next).toBe('Ask for the cause: /focus job 19-7');
    expect(facts).toMatchObject({
      Pods: 'grpc Running, Ready · cleanup Running',
      Node: 'worker-node',
      Metadata: 'Invalid job_id (404)',
      Queue: expect.stringMatching(/^grpc-job-19-7-\d+: 0 consumers, 12 messages ready$/),
      Port: '12319',
    });
    expect(told({ ...wellJob('19-7'), queues: [] }).state).toMatch(/Ready, it has no queue$/);
  });

  it('says what has become of its pod', () => {
    const state = (over: Parameters<typeof podOf>[1]) =>
      told({ pods: [podOf('19-7', over)] })
        .state.split(': ')
        .slice(1)
        .join(': ');
    const failed = containerOf({ state: 'terminated', exitCode: 137, reason: 'OOMKilled' });
    expect(state({ phase: 'Failed', ready: false, containers: [failed] })).toBe(
      'its grpc pod Failed: OOMKilled, exit code 137',
    );
    expect(state({ phase: 'Succeeded', ready: false })).toBe('its pod has Succeeded');
    expect(state({ ready: false })).toMatch(/^its pod is Running, not Ready/);
    expect(state({ role: 'cleanup' })).toBe('only its clean-up pod is there');
    expect(told({ pods: [pendingPod('19-7', { unschedulable: '0/2 nodes are available' })] }).state).toContain(
      'its grpc pod Pending 1 min: 0/2 nodes are available',
    );
    expect(told({ jobs: [kubernetesJobOf('grpc-job-19-7', { createdStamp: NOW - 2_000 })] }).state).toBe(
      'Job 19-7 lives (2 s old): no grpc pod yet',
    );
  });

  it('tells other answers of metadata', () => {
    const clause = (answer: MetadataAnswer['answer']) =>
      told(wellJob('19-7'), looksOf(answer)).state.split(', ').at(-1);
    expect(clause('route-absent')).toBe('metadata has no such route');
    expect(clause('server-error')).toBe('metadata answers 502');
  });

  it('asks for no cause of a job that is still starting, but of one that logs errors', () => {
    const young = { pods: [pendingPod('19-7', { createdStamp: NOW - 2_000 })] };
    expect(told(young, looksOf('id-unknown')).next).toBeUndefined();
    expect(told(wellJob('19-7'), looksOf('ready'), 1).next).toBe('Ask for the cause: /focus job 19-7');
  });

  it('tells documents, left queues, restarts and warnings', () => {
    const warnings = [
      warningOf('Pod', 'grpc-job-19-7-8rlgb', 'FailedMount', 'no volume'),
      { ...warningOf('Pod', 'grpc-job-19-7-8rlgb', 'BackOff', 'back-off'), firstStamp: NOW, count: 3 },
    ];
    const parts = {
      pods: [podOf('19-7', { containers: [containerOf({ restarts: 2 })] })],
      queues: [queueOf('19-7', 50_000), queueOf('19-7', 90 * 60_000, { consumers: 0, ready: 7 })],
      events: warnings,
    };
    const records = [
      { collection: 'jobs', found: true },
      { collection: 'consumers', found: false },
    ];
    expect(told(parts, looksOf('ready', records)).facts).toMatchObject({
      Pods: 'grpc Running, Ready · 2 restarts',
      'Left queues': expect.stringMatching(/^grpc-job-19-7-\d+: 0 consumers, 7 messages ready$/),
      Database: 'a document in jobs, no document in consumers',
      Events: '2 warnings, the last BackOff ×3: back-off',
    });
    expect(told(parts, looksOf('ready', [])).facts).toMatchObject({ Database: 'it has no collection of jobs' });
  });
});

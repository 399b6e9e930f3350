import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '#history/capture.ts';
import type { Fact } from '#investigation/observation.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { type RecallTools, recallJob } from '#lookups/job/recall.ts';
import { containerOf, podOf } from '../../support/jobs-seen.ts';
import { BACKEND, type LogsStage, openLogsStage } from '../../support/logs-stage.ts';
import { past } from '../../support/past.ts';
import { report } from '../../support/report.ts';

const START = Date.parse('2025-11-13T15:34:15Z');
const asked = { lookup: 'look-1', environment: 'staging', requestedBy: 'U0ASKER', jobId: '19-7' };

function captured(facts: readonly Fact[], over: Partial<Capture> = {}): Capture {
  const observations = facts.map((fact, i) => ({ id: `o${i}`, at: START, probe: 'capture', fact }));
  const life = { version: 1, environment: 'staging', jobId: '19-7', life: 'uid-1', failed: true } as const;
  const times = { firstSeenAt: START, lastSeenAt: START + 38_000, end: 'gone' } as const;
  return { ...life, ...times, observations, gaps: [], droppedLines: 0, ...over };
}

describe('a job that is asked about', () => {
  let stage: LogsStage;
  beforeEach(async () => {
    stage = await openLogsStage();
  });
  afterEach(() => stage.close());

  const recall = (lines: readonly PastInvestigation[] = [], over: Partial<RecallTools> = {}) =>
    recallJob(
      {
        ...stage.tools,
        history: {
          past: async ({ environment, jobId }) =>
            lines.filter((line) => line.environment === environment && line.jobId === jobId),
          report: async (investigation) =>
            investigation === 'inv-1' ? report({ investigation, headline: 'no free consumer worker' }) : undefined,
        },
        linkTo: async (investigation) => `https://lab.slack.com/archives/C0/${investigation}`,
        ...over,
      },
      asked,
    );
  const broken = (over: Partial<PastInvestigation> = {}) =>
    past({ investigation: 'inv-1', jobId: '19-7', verdict: 'broken', startedAt: START, tookMs: 30_000, ...over });

  it('is looked at while Kubernetes has it, whatever is remembered', async () => {
    stage.runPod('grpc', '19-7');
    expect(await recall([broken()])).toMatchObject({ kind: 'there' });
  });

  it('is told from memory when it is over: when it ended, how, and what was found', async () => {
    const ended = containerOf({ state: 'terminated', ready: false, exitCode: 137, reason: 'OOMKilled' });
    const pod = podOf('19-7', { phase: 'Failed', ready: false, containers: [ended] });
    stage.captures.set('19-7', captured([pod]));
    expect(await recall([broken()])).toEqual({
      kind: 'over',
      over: {
        ...asked,
        last: { at: START + 38_000, wasSeenToGo: true },
        how: ['seen for 38 s', expect.stringContaining('OOMKilled')],
        verdict: {
          is: 'broken',
          headline: 'no free consumer worker',
          link: 'https://lab.slack.com/archives/C0/inv-1',
        },
      },
    });
  });

  it('is told from its capture alone where nobody investigated it', async () => {
    stage.captures.set('19-7', captured([podOf('19-7')]));
    const recalled = await recall();
    expect(recalled).toMatchObject({ kind: 'over', over: { last: { wasSeenToGo: true }, how: ['seen for 38 s'] } });
    expect(recalled).not.toHaveProperty('over.verdict');
  });

  it('is told from history alone where nothing was captured, with the cause where its report is forgotten', async () => {
    const forgotten = broken({ investigation: 'inv-2', cause: 'pod-not-scheduled' });
    expect(await recall([forgotten])).toMatchObject({
      kind: 'over',
      over: { last: { at: START + 30_000, wasSeenToGo: false }, verdict: { headline: 'pod-not-scheduled' } },
    });
  });

  it('is not told with the verdict of an earlier job of its id, nor of a look at its absence', async () => {
    stage.captures.set('19-7', captured([podOf('19-7')]));
    const earlier = broken({ startedAt: START - 3_600_000 });
    const absent = broken({ startedAt: START + 20_000, cause: 'job-gone' });
    expect(await recall([absent, earlier])).not.toHaveProperty('over.verdict');
  });

  it('is looked at when metadata answers for it, though Kubernetes has no part of it', async () => {
    stage.metadata.set('19-7', 'ready');
    expect(await recall([broken()])).toMatchObject({ kind: 'there' });
  });

  it('is unknown when nobody has ever seen it, with living ones near it', async () => {
    stage.runPod('grpc', '19-8');
    expect(await recall()).toEqual({ kind: 'unknown', near: ['19-8'] });
  });

  it('is looked at while the backend alone names it: it was just configured', async () => {
    stage.kubernetes.log('panda', BACKEND, 'server', 'INFO Applied YAML from /tmp/job-19-7.yml');
    expect(await recall()).toMatchObject({ kind: 'there' });
  });

  it('is over, and not unknown, when it left a queue', async () => {
    stage.rabbitmq.declareQueue('grpc-job-19-7');
    expect(await recall()).toMatchObject({ kind: 'over', over: { how: ['its queue grpc-job-19-7 is left'] } });
  });

  it('is not called unknown where the stack cannot be asked', async () => {
    const snapshot = async () => {
      const seen = await stage.tools.snapshot();
      if (!seen) throw new Error('no Kubernetes');
      const gap = { reason: 'refused', kinds: ['pod-state'], detail: 'forbidden' } as const;
      return { ...seen, gaps: [gap] };
    };
    expect(await recall([], { snapshot })).toMatchObject({ kind: 'there' });
    const focusServer = { ...stage.tools.focusServer, url: 'http://127.0.0.1:9' };
    expect(await recall([], { focusServer })).toMatchObject({ kind: 'there' });
  });
});

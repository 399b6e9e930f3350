import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '#history/capture.ts';
import type { Fact } from '#investigation/observation.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import { takeSnapshot } from '#probes/kubernetes/snapshot.ts';
import { type Canary, canaries } from '../support/canaries.ts';
import { type LogsStage, openLogsStage } from '../support/logs-stage.ts';

let stage: LogsStage;

beforeEach(async () => {
  stage = await openLogsStage();
});

afterEach(() => stage.close());

/** Every text of a report, as it is. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

/** The canaries of which a secret, or so many of its first characters, stands in the report. */
function leaked(report: LogsReport, among: readonly Canary[], first = Number.POSITIVE_INFINITY): readonly string[] {
  const all = textsOf(report).join('\n');
  const partsOf = ({ secrets }: Canary) =>
    secrets.flatMap((secret) => secret.split('\n')).map((part) => part.slice(0, first));
  // Many canaries are one secret in different surroundings.
  const found = new Set([...new Set(among.flatMap(partsOf))].filter((part) => all.includes(part)));
  return among.filter((canary) => partsOf(canary).some((part) => found.has(part))).map(({ name }) => name);
}

/** Asks with what Kubernetes told as it told it: whoever gives the snapshot may have masked it or not. */
function askUnmasked(): Promise<LogsReport> {
  const { connection, clock, signal } = stage.tools;
  if (!connection) throw new Error('the stage has a Kubernetes');
  return stage.ask({}, { snapshot: () => takeSnapshot({ connection, clock, signal, redact: (value) => value }) });
}

function write(line: string): void {
  stage.kubernetes.log('panda', 'grpc-job-19-7-8rlgb', 'main', line);
}

const onOneLine = canaries.filter(({ text }) => !text.includes('\n'));

describe('no canary comes out of a look-up', () => {
  it('that stands in a log, on one line or several', async () => {
    stage.runPod('grpc', '19-7');
    for (const { text } of canaries) for (const line of text.split('\n')) write(line);
    const report = await stage.ask();
    expect(report.counts.lines).toBeGreaterThan(canaries.length);
    expect(leaked(report, canaries)).toEqual([]);
  });

  // A file's line, a line of the report, the headline's example, and what is read of a line at all.
  it.each([8_192, 1_000, 200, 65_536])('that is cut in its middle, after %i characters', async (length) => {
    stage.runPod('grpc', '19-7');
    for (const { text, secrets } of onOneLine) {
      const [secret = ''] = secrets;
      const middle = text.indexOf(secret) + Math.ceil(secret.length / 2);
      write(`ERROR ${'x'.repeat(Math.max(0, length - 20 - 7 - middle))} ${text} ${'y'.repeat(1_000)}`);
    }
    const report = await stage.ask();
    // A text that is cut short may hide what follows it.
    expect(report.counts.errors).toBeGreaterThan(0.9 * onOneLine.length);
    expect(leaked(report, onOneLine, 8)).toEqual([]);
  });

  it('that stands in an event', async () => {
    const name = stage.runPod('grpc', '19-7');
    for (const { text } of canaries)
      stage.kubernetes.event({
        namespace: 'panda',
        type: 'Warning',
        reason: 'Unhealthy',
        message: text,
        object: { kind: 'Pod', name },
      });
    const report = await askUnmasked();
    expect(report.files.map((file) => file.name)).toContain('events.log');
    expect(leaked(report, canaries)).toEqual([]);
  });

  it('that stands in the state of a pod', async () => {
    for (const [i, { text }] of canaries.entries()) {
      if (i % 40 !== 0) continue;
      const name = stage.runPod('grpc', '19-7');
      stage.kubernetes.update('Pod', 'panda', name, (pod) => {
        const waiting = { reason: 'CreateContainerError', message: text };
        const [status] = (pod.status?.containerStatuses ?? []) as object[];
        pod.status = { ...pod.status, phase: 'Pending', containerStatuses: [{ ...status, state: { waiting } }] };
      });
      const report = await askUnmasked();
      expect(report.notSeen.length).toBeGreaterThan(0);
      expect(leaked(report, canaries)).toEqual([]);
      stage.kubernetes.remove('Pod', 'panda', name);
    }
  });

  it('that stands in a capture', async () => {
    const where = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main' } as const;
    const said = { level: 'error', namesJob: true } as const;
    const lines = canaries.flatMap(({ text }) => [...text.split('\n'), text]);
    const event = { kind: 'kubernetes-event', type: 'Warning', reason: 'Unhealthy', count: 1, precisionMs: 1 } as const;
    const facts: readonly Fact[] = [
      ...lines.map((text, i): Fact => ({ kind: 'log-line', ...where, ...said, stamp: i, text })),
      ...canaries.map(
        ({ text }, i): Fact => ({ ...event, object: { kind: 'Pod', name: where.pod }, firstStamp: i, message: text }),
      ),
    ];
    const observations = facts.map((fact, i) => ({ id: `o${i}`, at: i, probe: 'capture', fact }));
    const life = { version: 1, environment: 'staging', jobId: '19-7', life: 'u' } as const;
    const times = { firstSeenAt: 0, lastSeenAt: 1, end: 'gone' } as const;
    const gaps = canaries.map(
      ({ text }) => ({ at: 0, probe: 'capture', kinds: [], reason: 'failed', detail: text }) as const,
    );
    const capture: Capture = { ...life, ...times, failed: true, observations, gaps, droppedLines: 0 };
    stage.captures.set('19-7', capture);
    const report = await stage.ask();
    expect(report.source).toBe('captured');
    expect(leaked(report, canaries)).toEqual([]);
  });
});

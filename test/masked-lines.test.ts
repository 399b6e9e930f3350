import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '#history/capture.ts';
import type { Fact, Observation } from '#investigation/observation.ts';
import { observe } from '#investigation/observe.ts';
import { createRedactor, type Redactor } from '#lib/redact.ts';
import { followJobLogs, podsEnded } from '#lookups/logs/follow.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import { backendLogsProbe } from '#probes/logs/backend-logs.ts';
import { jobLogsProbe } from '#probes/logs/job-logs.ts';
import { type CaptureStage, openCaptureStage } from './support/capture-stage.ts';
import { evidence, healthyRun, ZERO } from './support/evidence.ts';
import { jobLabels, type LabCluster, openLabCluster, runningPod } from './support/kubernetes-lab-probe.ts';
import { type LineSecret, lineSecrets, ownPatterns } from './support/line-secrets.ts';
import { type LogsStage, openLogsStage } from './support/logs-stage.ts';
import { bundleOf, capture } from './support/recorded.ts';
import { soon } from './support/soon.ts';
import { subject } from './support/subject.ts';

const redactor: Redactor = createRedactor(ownPatterns);
const POD = 'grpc-job-19-7-8rlgb';
const LAST = 'INFO that was all of 19-7';
const cases = lineSecrets.map((secret) => [secret.name, secret] as const);

/** What is shown holds no secret of it, and the words around them. */
function expectHidden(shown: string, { secrets, stays }: LineSecret): void {
  expect(shown).toContain(LAST);
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  expect(stays.filter((word) => !shown.includes(word))).toEqual([]);
}

const textOf = (observations: readonly Pick<Observation, 'fact'>[]) =>
  observations.flatMap(({ fact }) => (fact.kind === 'log-line' ? [fact.text] : [])).join('\n');

describe('a secret on lines of a log that is watched', () => {
  let cluster: LabCluster;

  beforeEach(async () => {
    cluster = await openLabCluster(4);
    cluster.lab.create(runningPod(POD, jobLabels));
    cluster.lab.create(runningPod('backend-1', { app: 'backend' }));
  });

  afterEach(async () => {
    await soon(() => expect(cluster.lab.connections).toBe(0));
    await cluster.close();
  });

  const write = (pod: string, lines: readonly string[]) => {
    for (const line of [...lines, LAST]) cluster.lab.log('panda', pod, 'main', line);
  };

  async function observed(probe: typeof jobLogsProbe): Promise<string> {
    const { clock, connection } = cluster;
    const stop = new AbortController();
    const seen = await observe(subject({}, clock), {
      probes: [{ ...probe({ connection, clock, redactor }), answers: 'metadata' }],
      clock,
      signal: stop.signal,
      redactor,
      onObservation: ({ fact }) => {
        if (fact.kind === 'log-line' && fact.text === LAST) stop.abort();
      },
    });
    return textOf(seen.observations);
  }

  it.each(cases)('is hidden by the probe of the job’s logs: %s', async (_name, secret) => {
    write(POD, secret.lines);
    expectHidden(await observed(jobLogsProbe), secret);
  });

  it.each(cases)('is hidden by the probe of the backend’s logs: %s', async (_name, secret) => {
    // Of the backend only lines that tell something are seen.
    write('backend-1', secret.lines);
    expectHidden(await observed(backendLogsProbe), { ...secret, stays: [] });
  });

  it.each(cases)(
    'is hidden in what is shown of a log that is followed, and in its files: %s',
    async (_name, secret) => {
      const { clock, connection } = cluster;
      const shown: string[] = [];
      const stop = new AbortController();
      const stopped = Promise.withResolvers<string>();
      write(POD, secret.lines);
      const now = clock.now();
      const request = { jobId: '19-7', pods: 'all', previous: false } as const;
      const { files } = await followJobLogs(
        {
          connection,
          clock,
          signal: stop.signal,
          redactor,
          stopped: stopped.promise,
          podsEnded: (signal) => podsEnded({ connection, clock }, subject({}, clock), signal),
        },
        { lookup: 'q1', environment: 'staging', requestedBy: 'U1', request, startedAt: now, endsAt: now + 600_000 },
        ({ lines }) => {
          shown.push(...lines.map(({ text }) => text));
          if (shown.includes(LAST)) stopped.resolve('U7');
        },
      );
      expect(secret.secrets.filter((word) => shown.join('\n').includes(word))).toEqual([]);
      expectHidden(files.map(({ content }) => content).join('\n'), secret);
    },
  );
});

describe('a secret on lines of a log that is looked up', () => {
  let stage: LogsStage;

  beforeEach(async () => {
    stage = await openLogsStage();
  });

  afterEach(() => stage.close());

  const contents = ({ files }: LogsReport) => files.map(({ content }) => content).join('\n');

  it.each(cases)('is hidden where the job lives: %s', async (_name, secret) => {
    const pod = stage.runPod('grpc', '19-7');
    for (const line of [...secret.lines, LAST]) stage.kubernetes.log('panda', pod, 'main', line);
    expectHidden(contents(await stage.ask({}, { redactor })), secret);
  });

  it.each(cases)('is hidden where it was captured, whoever captured it: %s', async (_name, secret) => {
    stage.captures.set('19-7', captured(secret));
    expectHidden(contents(await stage.ask({}, { redactor })), secret);
  });
});

describe('a secret on lines of a log that is captured', () => {
  let stage: CaptureStage;

  beforeEach(async () => {
    stage = await openCaptureStage();
  });

  afterEach(() => stage.close());

  it.each(cases)('is hidden in the capture: %s', async (_name, secret) => {
    stage.pod({ name: POD });
    stage.capturer({}, redactor).capture('19-7');
    for (const line of [...secret.lines, LAST]) stage.write(POD, line);
    const kept = await stage.until('19-7', (found) => expect(textOf(found?.observations ?? [])).toContain(LAST));
    expectHidden(textOf(kept.observations), secret);
  });
});

describe('a secret on lines of a log that was stored before', () => {
  const builtIn = cases.filter(([name]) => !name.includes('operator'));

  it.each(builtIn)('is hidden in a bundle: %s', async (_name, secret) => {
    const seen = [...secret.lines, LAST].map((text, i) => [1_000 + i, line(text, i)] as const);
    const bytes = await bundleOf(evidence([...healthyRun, ...seen]), { capture: captured(secret) });
    const files = Object.values(unzipSync(bytes)).map((file) => new TextDecoder().decode(file));
    expectHidden(files.join('\n').replaceAll('\\"', '"'), secret);
  });
});

function line(text: string, i: number): Fact {
  const where = { source: 'grpc', pod: POD, container: 'main' } as const;
  return { kind: 'log-line', ...where, level: 'info', namesJob: false, stamp: ZERO + 1_000 + i, text };
}

function captured({ lines }: LineSecret): Capture {
  return capture([...lines, LAST].map((text, i) => [1_000 + i, line(text, i)]));
}

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { judge } from '#bundle/judge.ts';
import { readBundle } from '#bundle/read-bundle.ts';
import { unzip } from '#bundle/unzip.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import { holdsForAnyInTime } from '../support/any-report.ts';
import { event, evidence, healthyRun, log, notConfigured, pod, ZERO } from '../support/evidence.ts';
import { bundled, bundleOf, capture } from '../support/recorded.ts';
import { trueRuns } from '../support/true-run.ts';

const run = evidence([
  ...healthyRun,
  log(900, 'backend', 'error', 'no consumer for 19-7'),
  event(400, 'FailedScheduling', 'no GPU'),
]);
const textOf = (bytes: Uint8Array, name: string) => new TextDecoder().decode(readBundle(bytes).files.get(name));

describe('a bundle', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('has one folder with manifest, evidence, report, timeline, events and logs', async () => {
    expect([...unzip(await bundleOf(run)).keys()]).toEqual(
      [
        'manifest.json',
        'evidence.json',
        'report.md',
        'timeline.svg',
        'events.log',
        'logs/panda-focus-server-1.main.log',
      ].map((name) => `focus-inv1/${name}`),
    );
  });

  it('is judged again, byte for byte as its report says, for any run', async () => {
    await holdsForAnyInTime(trueRuns, async ({ evidence: any }) => {
      const { evidence: read, report } = readBundle(await bundleOf(any));
      expect(reportMarkdown(judge(read))).toBe(report);
    });
  });

  it('says in its manifest what it is, and the size and hash of every other file', async () => {
    const { manifest, files } = readBundle(await bundleOf(run));
    expect(manifest).toMatchObject({
      format: 1,
      bot: '0.1.0',
      investigation: 'inv1',
      environment: 'staging',
      jobId: '19-7',
      madeAt: '2025-11-13T15:35:15.000Z',
      verdict: 'healthy',
    });
    for (const { name, bytes, sha256 } of manifest.files) {
      expect(files.get(name)?.length).toBe(bytes);
      expect(
        createHash('sha256')
          .update(files.get(name) ?? '')
          .digest('hex'),
      ).toBe(sha256);
    }
    expect(manifest.files.length).toBe(files.size - 1);
  });

  it('is the same bytes for the same input, in any time zone', async () => {
    const bytes: Uint8Array[] = [];
    for (const place of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
      process.env.TZ = place;
      bytes.push(await bundleOf(structuredClone(run)));
    }
    expect(new Set(bytes.map((each) => createHash('sha256').update(each).digest('hex'))).size).toBe(1);
  });

  it('has the events in their order, each once, with how often it came', async () => {
    const again = event(400, 'FailedScheduling', 'no GPU');
    const counted = [again[0], { ...again[1], count: 4 }] as const;
    const bytes = await bundleOf(run, { capture: capture([counted, event(200, 'Created', 'pod\nforged')]) });
    expect(textOf(bytes, 'events.log')).toBe(
      [
        '2025-11-13T15:34:15.200000Z Warning Created Pod/grpc-job-19-7-8rlgb: pod forged',
        '2025-11-13T15:34:15.400000Z Warning FailedScheduling Pod/grpc-job-19-7-8rlgb ×4: no GPU',
        '',
      ].join('\n'),
    );
  });

  it('takes in what was captured of the job, whole and in its logs', async () => {
    const captured = capture([log(700, 'grpc', 'info', 'hello')], { droppedLines: 7 });
    const bytes = await bundleOf(run, { capture: captured });
    expect(JSON.parse(textOf(bytes, 'capture.json'))).toEqual(captured);
    expect(textOf(bytes, 'logs/grpc-job-19-7-8rlgb.main.log')).toContain(' hello\n');
    expect(readBundle(bytes).manifest.notCollected).toContainEqual({
      what: '7 log lines of job 19-7',
      why: 'the job logged more than is kept of one',
    });
  });

  it('leaves out what was captured of another job that had the id, and says so', async () => {
    const before = capture([log(700, 'grpc', 'info', 'hello')], { firstSeenAt: ZERO - 9e6, lastSeenAt: ZERO - 8e6 });
    const { files, manifest } = readBundle(await bundleOf(run, { capture: before }));
    expect(files.has('capture.json')).toBe(false);
    expect(files.has('logs/grpc-job-19-7-8rlgb.main.log')).toBe(false);
    expect(manifest.notCollected).toContainEqual({
      what: 'a capture of the job',
      why: 'the one that is kept is of another job 19-7, seen 2025-11-13T13:04:15.000Z to 2025-11-13T13:20:55.000Z',
    });
  });

  it('says what is not in it, and why', async () => {
    const { manifest } = readBundle(await bundleOf(evidence(healthyRun, { blind: ['queue-state'] })));
    expect(manifest.notCollected).toEqual([
      { what: 'the queue', why: 'queue-state is not configured' },
      { what: 'a capture of the job', why: 'none is kept' },
      { what: 'logs of grpc-job-19-7-8rlgb.baby-analyzer', why: 'no line of it came while it was watched' },
      {
        what: 'the rest of the backend’s log',
        why: 'only warnings, errors and lines that name the job are kept of it',
      },
    ]);
  });

  it('is made also where there was no job', async () => {
    const { manifest } = readBundle(await bundleOf(evidence([[90, notConfigured({ status: 503 })]])));
    expect(manifest).not.toHaveProperty('jobId');
    expect(manifest.notCollected).toContainEqual({ what: 'logs and events of the job', why: 'there was no job' });
  });

  it('holds no secret, wherever it came from', async () => {
    const secret = 'hunter2-Very-Secret';
    const leak = `connecting to amqp://focus:${secret}@rabbitmq:5672`;
    const leaky = evidence([
      ...healthyRun,
      log(900, 'backend', 'error', `${leak} for 19-7`),
      event(400, 'Failed', leak),
      pod(2_000, 'ready', { labels: { password: secret } }),
    ]);
    const input = bundled(leaky, { capture: capture([log(700, 'grpc', 'error', leak)]) });
    const files = readBundle(await bundleOf(leaky, input)).files;
    expect(input.report.logLines[0]?.text).toContain(secret);
    for (const [name, content] of files) expect(`${name} ${new TextDecoder().decode(content)}`).not.toContain(secret);
    expect(new TextDecoder().decode(files.get('report.md'))).toContain('connecting to amqp://focus:‹hidden');
  });
});

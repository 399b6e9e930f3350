import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobNames } from '#investigation/job-id.ts';
import type { LogLine } from '#investigation/observation.ts';
import { knownRedactor as redactor } from '#lib/redact.ts';
import { type LogReading, readLog } from '#probes/logs/read-log.ts';
import { keys } from '../../support/canaries.ts';
import { jobLabels, type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';

const POD = 'grpc-job-19-7-8rlgb';
let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

function reading(change: Partial<LogReading> = {}): LogReading {
  const { connection, clock } = cluster;
  const where = { source: 'grpc', pod: POD, container: 'main' } as const;
  return { ...where, connection, clock, signal: new AbortController().signal, redactor, ...change };
}

async function readAll(change: Partial<LogReading> = {}) {
  const lines: LogLine[] = [];
  let notText = 0;
  let error: unknown;
  try {
    for await (const batch of readLog(reading(change))) {
      lines.push(...batch.lines);
      notText += batch.notText;
    }
  } catch (thrown) {
    error = thrown;
  }
  return { lines, texts: lines.map(({ text }) => text), notText, error };
}

const say = (...lines: readonly string[]) => {
  for (const line of lines) cluster.lab.log('panda', POD, 'main', line);
};

describe('reading a log', () => {
  beforeEach(() => {
    cluster.lab.create(runningPod(POD, jobLabels));
  });

  it('reads what was written so far, with stamps, levels and the job that is named', async () => {
    say('INFO hello', 'ERROR job 19-7 has no queue', 'job 19-76');
    const { lines, error } = await readAll({ names: jobNames('19-7') });
    expect(error).toBeUndefined();
    const shown = lines.map(({ text, level, namesJob }) => [text, level, namesJob]);
    expect(shown).toEqual([
      ['INFO hello', 'info', false],
      ['ERROR job 19-7 has no queue', 'error', true],
      ['job 19-76', 'unknown', false],
    ]);
    expect(lines[0]).toMatchObject({ kind: 'log-line', source: 'grpc', pod: POD, container: 'main' });
    expect(Math.abs((lines[0]?.stamp ?? 0) - cluster.clock.now())).toBeLessThan(60_000);
  });

  it('reads a stack trace as one entry, and leaves out its middle where it is long', async () => {
    const frames = Array.from({ length: 300 }, (_, i) => `\tat com.lab.Deep.dive(Deep.java:${i})`);
    say(
      'INFO hello',
      'ERROR cannot attach',
      'java.lang.IllegalStateException: no queue of 19-7',
      ...frames,
      'INFO bye',
    );
    const { lines } = await readAll({ names: jobNames('19-7') });
    expect(lines.map(({ level, namesJob }) => [level, namesJob])).toEqual([
      ['info', false],
      ['error', true],
      ['info', false],
    ]);
    const entry = lines[1]?.text ?? '';
    expect(entry.startsWith('ERROR cannot attach\njava.lang.IllegalStateException: no queue of 19-7\n\tat ')).toBe(
      true,
    );
    expect(entry.endsWith('\tat com.lab.Deep.dive(Deep.java:299)')).toBe(true);
    expect(entry.length).toBeLessThanOrEqual(8_192);
  });

  it('reads only the last lines, and only what is young, where it is told to', async () => {
    say('old');
    await cluster.clock.sleep(3_000);
    say('one', 'two');
    expect((await readAll({ tailLines: 1 })).texts).toEqual(['two']);
    expect((await readAll({ sinceSeconds: 1.2 })).texts).toEqual(['one', 'two']);
  });

  it('reads the run before the last restart', async () => {
    say('first run');
    cluster.lab.update('Pod', 'panda', POD, (pod) => {
      const [status] = (pod.status?.containerStatuses ?? []) as { name: string }[];
      const lastState = { terminated: { exitCode: 1 } };
      pod.status = { ...pod.status, containerStatuses: [{ ...status, restartCount: 1, lastState }] };
    });
    say('second run');
    expect((await readAll()).texts).toEqual(['second run']);
    expect((await readAll({ previous: true })).texts).toEqual(['first run']);
  });

  it('masks secrets, also a key that stands on many lines', async () => {
    say('before', ...keys.RSA.split('\n'), 'password=Hunter2abc', 'after');
    const { texts } = await readAll();
    expect(texts).toEqual([
      'before',
      expect.stringMatching(/^‹hidden .{4}› \[5 lines\]$/),
      expect.stringMatching(/^password=‹hidden .{4}›$/),
      'after',
    ]);
  });

  it('masks before it cuts, and cuts with a note', async () => {
    say(`${'x'.repeat(8_160)} ghp_${'aB3'.repeat(12)} ${'y'.repeat(50_000)}`, `${'z'.repeat(300_000)}`, 'next');
    const { texts } = await readAll();
    expect(texts.map((text) => text.length)).toEqual([8_192, 8_192, 4]);
    expect(texts[0]).toMatch(/x ‹hidden .{0,4}.* … \[cut, 58\.2 KB\]$/);
    expect(texts[0]).not.toContain('ghp_');
    expect(texts[1]).toMatch(/z … \[cut, 300 KB\]$/);
  });

  it('shows no secret that begins where a huge line is cut before it is masked', async () => {
    // Of these little but marks is left, so that the end of what was read comes near.
    const many = `ghp_${'aB3'.repeat(70)} `.repeat(400);
    for (const shift of [128, 131, 134, 137, 140]) say(`${'-'.repeat(shift)} ${many}`);
    const { texts } = await readAll();
    expect(texts).toHaveLength(5);
    for (const text of texts) expect(text).toMatch(/^-* ?‹hidden/);
    for (const text of texts) expect(text).not.toMatch(/ghp|aB3/);
  });

  it('says who may not read and what Kubernetes answered', async () => {
    cluster.lab.deny({ verb: 'get', resource: 'pods/log' });
    const { error } = await readAll();
    expect(error).toMatchObject({ name: 'NoLogError', status: 403, reason: 'refused' });
    expect(String(error)).toContain(`reading the log of main in pod ${POD} answered 403`);
  });

  it('tells a container that waits, a run that is not there and a pod that is gone apart', async () => {
    expect((await readAll({ previous: true })).error).toMatchObject({ status: 400, reason: 'failed' });
    cluster.lab.remove('Pod', 'panda', POD);
    expect((await readAll()).error).toMatchObject({ status: 404 });
    const waiting = runningPod(POD, jobLabels);
    waiting.status.containerStatuses = [];
    cluster.lab.create(waiting);
    expect((await readAll()).error).toMatchObject({
      status: 400,
      message: expect.stringContaining('is waiting to start: ContainerCreating'),
    });
  });

  it('is blind where nobody answers', async () => {
    await cluster.lab.setDown(true);
    expect((await readAll()).error).toMatchObject({ name: 'BlindError', reason: 'unreachable' });
  });

  it('gives up on a cluster that hangs', async () => {
    cluster.lab.setHanging(true);
    expect((await readAll()).error).toMatchObject({ name: 'BlindError', reason: 'timed-out' });
    cluster.lab.setHanging(false);
  });

  it('stops with the signal’s reason', async () => {
    cluster.lab.setHanging(true);
    const stop = new AbortController();
    const all = readAll({ signal: stop.signal });
    const reason = new Error('enough');
    stop.abort(reason);
    expect((await all).error).toBe(reason);
    cluster.lab.setHanging(false);
  });
});

describe('reading a log from a server that misbehaves', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );

  /** The same connection, to the server above. */
  function toServer(): Partial<LogReading> {
    const { port } = server.address() as AddressInfo;
    const { connection } = cluster;
    const ask: typeof connection.ask = async () => {
      const body = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ port, host: '127.0.0.1' }, resolve).on('error', reject).end();
      });
      return { status: 200, sentAt: 0, answeredAt: 0, body };
    };
    return { connection: { ...connection, ask } };
  }

  const STAMP = '2025-11-13T15:34:15.123456789Z';

  it('keeps what came before the log broke off', async () => {
    answer = (response) => {
      response.write(`${STAMP} one\n${STAMP} two\n${STAMP} thr`, () => response.destroy());
    };
    const { texts, error } = await readAll(toServer());
    expect(texts.slice(0, 2)).toEqual(['one', 'two']);
    expect(error).toMatchObject({ reason: 'unreachable', message: expect.stringContaining('it broke off') });
  });

  it('leaves a log of which nothing comes any more', async () => {
    answer = (response) => void response.write(`${STAMP} one\n`);
    const { texts, error } = await readAll(toServer());
    expect(texts).toEqual(['one']);
    expect(error).toMatchObject({ reason: 'timed-out', message: expect.stringContaining('nothing came for 5 s') });
  });

  it('reads bytes that are no text, and counts them', async () => {
    const bytes = [0x41, 0x00, 0xff, 0xfe, 0x42, 0x0d, 0x43, 0x0a];
    answer = (response) => response.end(Buffer.concat([Buffer.from(`${STAMP} `), Buffer.from(bytes)]));
    const { texts, notText } = await readAll(toServer());
    expect(texts).toEqual(['A\ufffd\ufffd\ufffdB\ufffdC']);
    expect(notText).toBe(4);
  });

  it('reads a line of many megabytes in little memory', async () => {
    answer = (response) => {
      response.write(`${STAMP} `);
      const block = Buffer.alloc(1_000_000, 'x');
      const write = (left: number) => {
        if (left === 0) response.end(`\n${STAMP} next\n`);
        else response.write(block, () => write(left - 1));
      };
      write(50);
    };
    const { texts } = await readAll(toServer());
    expect(texts.map((text) => text.slice(-20))).toEqual(['xxxx … [cut, 50 MB]'.padStart(20, 'x'), 'next']);
  });
});

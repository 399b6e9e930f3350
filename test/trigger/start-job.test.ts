import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConfigureOutcome, FocusBackend } from '#lab/services/focus-server/backend.ts';
import type { LabFocusServer } from '#lab/services/focus-server/focus-server.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { type Fence, memoryFence } from '#trigger/fence.ts';
import { createStartJob, type StartJobInput } from '#trigger/start-job.ts';
import { CONFIGURE_BODY, focusServer } from '../lab/services/focus-server/backend.ts';
import { rawServer } from '../probes/focus-server/raw-server.ts';
import { subject } from '../support/subject.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const { request, limits } = subject();
const INPUT: StartJobInput = {
  investigation: 'inv-1',
  environment: 'lab',
  requestedBy: 'U1',
  request,
  limits,
  timeoutMs: 30_000,
};

async function open(overrides: Partial<FocusBackend> = {}): Promise<LabFocusServer> {
  const server = await focusServer(overrides);
  closing.push(server.close);
  return server;
}

async function saying(answer: string) {
  const requests: string[] = [];
  const server = await rawServer((socket, request) => {
    requests.push(request);
    socket.write(answer, () => socket.destroy());
  });
  closing.push(server.close);
  return { ...server, requests };
}

interface World {
  readonly fence?: Fence;
  readonly clock?: Clock;
  readonly log?: Log;
}

function startJob({ url }: { readonly url: string }, { fence, clock, log }: World = {}) {
  const settings = { url, insecureSkipTlsVerify: false };
  const options = { settings, fence: fence ?? memoryFence(), clock: clock ?? systemClock, log: log ?? silentLog };
  return createStartJob(options)(INPUT);
}

describe('starting a job', () => {
  it('configures one and tells everything about it', async () => {
    const server = await open();
    const started = await startJob(server);
    expect(started).toMatchObject(INPUT);
    expect(started.job).toEqual({ id: '19-7', stream: { host: '127.0.0.1', port: 12_319 } });
    expect(started.configure).toMatchObject({ outcome: 'accepted', status: 200, jobId: '19-7', reattached: false });
    expect(started.zero).toBe(started.configure.sentAt);
    expect(started.configure.answeredAt).toBeGreaterThanOrEqual(started.zero);
    expect(server.requests).toEqual([{ method: 'POST', path: '/configure', body: JSON.stringify(CONFIGURE_BODY) }]);
  });

  it('writes its intent down before it sends', async () => {
    const fence = memoryFence();
    const seen: unknown[] = [];
    const server = await open({
      configure: async () => {
        seen.push(await fence.intend('inv-1', 0));
        return { kind: 'no-fiber' };
      },
    });
    await startJob(server, { fence });
    expect(seen).toEqual([{ sentAt: expect.any(Number) }]);
  });

  it('keeps no more than 500 characters of an answer', async () => {
    const server = await open();
    expect((await startJob(server)).configure.detail).toHaveLength(500);
  });

  it.each<[number, ConfigureOutcome, string]>([
    [
      500,
      { kind: 'error', status: 500, body: { error: 'Error parsing configuration' } },
      'Error parsing configuration',
    ],
    [503, { kind: 'no-fiber' }, 'Missing required fiber metadata fields: prr'],
    [404, { kind: 'no-recording' }, 'No recording found in given time range'],
    [422, { kind: 'error', status: 422, body: { detail: [{ loc: ['body'], msg: 'odd' }] } }, 'odd'],
  ])('is refused by a %i', async (status, outcome, words) => {
    const server = await open({ configure: async () => outcome });
    const started = await startJob(server);
    expect(started.configure).toMatchObject({ outcome: 'refused', status, detail: expect.stringContaining(words) });
    expect(started.job).toBeUndefined();
    expect(server.requests).toHaveLength(1);
  });

  it.each([502, 504])('cannot tell by a %i whether Focus Server made a job behind its gateway', async (status) => {
    const server = await open({ configure: async () => ({ kind: 'error', status, body: { detail: 'Time-out' } }) });
    const started = await startJob(server);
    expect(started.configure).toMatchObject({ outcome: 'unanswered', status });
    expect(started.configure.detail).toContain('it may have created a job');
    expect(started.job).toBeUndefined();
  });

  it('is refused by an ingress that answers in the place of the server', async () => {
    const server = await open();
    await server.setDown('gateway');
    expect((await startJob(server)).configure).toMatchObject({ outcome: 'refused', status: 503 });
  });

  it.each([
    ['200', '{"status":"ok"}', '{"status":"ok"}'],
    ['200', '', 'an empty body'],
    ['204', '', 'an empty body'],
    ['302', '', 'an empty body, which leads to https://elsewhere/login'],
    ['307', 'moved', 'moved, which leads to https://elsewhere/login'],
  ])(
    'is unanswered by a %s without a job id (%j), says what came and that a job may exist',
    async (status, body, came) => {
      const location = status.startsWith('3') ? 'Location: https://elsewhere/login\r\n' : '';
      const length = status === '204' ? '' : `Content-Length: ${body.length}\r\n`;
      const server = await saying(`HTTP/1.1 ${status} Said\r\n${location}${length}\r\n${body}`);
      const { configure, job } = await startJob(server);
      expect(configure).toMatchObject({ outcome: 'unanswered', status: Number(status) });
      expect(configure.detail).toBe(
        `POST /configure: ${status} without a usable job id; it may have created a job: ${came}`,
      );
      expect(job).toBeUndefined();
      expect(server.requests).toHaveLength(1);
    },
  );

  it('is unanswered by a 200 whose job id is none', async () => {
    const server = await open({
      configure: async () => ({ kind: 'accepted', jobId: '19-7/../1-1', streamHost: '', streamPort: 0 }),
    });
    const { configure, job } = await startJob(server);
    expect(configure).toMatchObject({ outcome: 'unanswered', status: 200 });
    expect(configure.detail).toMatch(/200 without a usable job id; it may have created a job: .*19-7\/\.\.\/1-1/);
    expect(job).toBeUndefined();
  });

  it('is unreachable where nobody listens', async () => {
    const server = await open();
    await server.setDown('refused');
    const { configure } = await startJob(server);
    expect(configure).toMatchObject({ outcome: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') });
    expect(configure.status).toBeUndefined();
  });

  it('is unanswered when the connection is reset after it was sent, and says that a job may exist', async () => {
    const server = await open({ configure: async () => ({ kind: 'lost' }) });
    const { configure, job } = await startJob(server);
    expect(configure).toMatchObject({
      outcome: 'unanswered',
      detail: expect.stringMatching(/^it may have created a job/),
    });
    expect(job).toBeUndefined();
    expect(server.requests).toHaveLength(1);
  });

  it('is unanswered when no answer comes in time', async () => {
    const server = await open();
    server.setHanging(true);
    const clock = { ...systemClock, timeout: (ms: number) => AbortSignal.timeout(ms / 1_000) };
    const { configure } = await startJob(server, { clock });
    const detail = 'it may have created a job; POST /configure: no answer in 60 s';
    expect(configure).toMatchObject({ outcome: 'unanswered', detail });
  });

  it('takes the job id of an answer that broke off behind it', async () => {
    const server = await saying('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"status":"","job_id":"19-7","str');
    const { configure, job } = await startJob(server);
    expect(configure).toMatchObject({ outcome: 'accepted', jobId: '19-7' });
    expect(job).toEqual({ id: '19-7' });
  });

  it('is unanswered when the answer broke off before its job id', async () => {
    const server = await saying('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"status":"","job_');
    const { configure } = await startJob(server);
    const detail = expect.stringContaining('it may have created a job');
    expect(configure).toMatchObject({ outcome: 'unanswered', status: 200, detail });
    expect(server.requests).toHaveLength(1);
  });
});

describe('starting a job a second time', () => {
  it('finds the job of the first time and configures no other', async () => {
    const server = await open();
    const fence = memoryFence();
    const first = await startJob(server, { fence });
    const second = await startJob(server, { fence });
    expect(second).toEqual({ ...first, configure: { ...first.configure, reattached: true } });
    expect(second.zero).toBe(first.zero);
    expect(server.requests).toHaveLength(1);
  });

  it('configures once when two workers run the investigation side by side', async () => {
    const server = await open();
    const fence = memoryFence();
    const both = await Promise.all([startJob(server, { fence }), startJob(server, { fence })]);
    expect(server.requests).toHaveLength(1);
    expect(both.map(({ configure }) => configure.outcome).toSorted()).toEqual(['accepted', 'unanswered']);
  });

  it.each<[string, ConfigureOutcome, string]>([
    ['refused', { kind: 'no-fiber' }, 'refused'],
    ['lost', { kind: 'lost' }, 'unanswered'],
  ])('repeats the answer and not the act when the first was %s', async (_, outcome, told) => {
    const server = await open({ configure: async () => outcome });
    const fence = memoryFence();
    const first = await startJob(server, { fence });
    const second = await startJob(server, { fence });
    expect(second).toEqual(first);
    expect(second.configure).toMatchObject({ outcome: told, reattached: false });
    expect(server.requests).toHaveLength(1);
  });

  it('does not act when the first one crashed between its intent and its answer', async () => {
    const server = await open();
    const fence = memoryFence();
    await fence.intend('inv-1', 1_700_000_000_000);
    const { configure, job, zero } = await startJob(server, { fence });
    expect(zero).toBe(1_700_000_000_000);
    expect(configure).toMatchObject({ outcome: 'unanswered', sentAt: 1_700_000_000_000, reattached: false });
    expect(configure.detail).toContain('about to send POST /configure at 2023-11-14T22:13:20.000Z');
    expect(job).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it('does not act when the intent cannot be written down', async () => {
    const server = await open();
    const fence: Fence = { ...memoryFence(), intend: () => Promise.reject(new Error('Redis is gone')) };
    await expect(startJob(server, { fence })).rejects.toThrow('Redis is gone');
    expect(server.requests).toEqual([]);
  });

  it('goes on with its job when the answer cannot be written down', async () => {
    const server = await open();
    const error = vi.fn();
    const fence: Fence = { ...memoryFence(), record: () => Promise.reject(new Error('Redis is gone')) };
    expect((await startJob(server, { fence, log: { ...silentLog, error } })).job?.id).toBe('19-7');
    const fields = { investigation: 'inv-1', jobId: '19-7', error: 'Redis is gone' };
    expect(error).toHaveBeenCalledExactlyOnceWith(fields, 'the answer of configure could not be kept');
  });
});

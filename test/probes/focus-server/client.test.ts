import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { systemClock } from '#lib/clock.ts';
import { type Call, type FocusServerSettings, openFocusClient, type Reply } from '#probes/focus-server/client.ts';
import { focusServer } from '../../lab/services/focus-server/backend.ts';
import { soon } from '../../support/soon.ts';
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts';
import { rawServer } from './raw-server.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function opened<T extends { close(): Promise<void> | void }>(server: T): T {
  closing.push(() => server.close());
  return server;
}

function ask(url: string, call: Partial<Call> = {}, settings: Partial<FocusServerSettings> = {}): Promise<Reply> {
  const client = opened(openFocusClient({ url, insecureSkipTlsVerify: false, ...settings }, systemClock));
  return client.ask({ path: '/ack', timeoutMs: 5_000, ...call });
}

describe('the client of the Focus Server', () => {
  it('keeps the path prefix and tells status, body and date', async () => {
    const server = opened(await focusServer());
    const reply = await ask(`${server.url}/`, { path: '/metadata/19-7' });
    expect(reply).toMatchObject({ kind: 'answered', status: 404, text: '{"error":"Invalid job_id"}', body: 'whole' });
    if (reply.kind !== 'answered') return;
    expect(reply.date).toBeGreaterThan(reply.sentAt + 4_000);
    expect(reply.answeredAt).toBeGreaterThanOrEqual(reply.sentAt);
  });

  it('posts JSON', async () => {
    const server = opened(await focusServer());
    await ask(server.url, { path: '/configure', body: { nfftSelection: 1024 } });
    expect(server.requests).toEqual([{ method: 'POST', path: '/configure', body: '{"nfftSelection":1024}' }]);
  });

  it('proves that nothing was sent to who does not listen', async () => {
    const server = opened(await focusServer());
    await server.setDown('refused');
    const reply = await ask(server.url);
    expect(reply).toMatchObject({ kind: 'unanswered', reason: 'unreachable', mayHaveBeenSent: false });
    expect(reply).toMatchObject({ detail: expect.stringMatching(/^GET \/ack: .*ECONNREFUSED/) });
  });

  it('proves that nothing was sent to a name that does not exist', async () => {
    const reply = await ask('http://focus-server.invalid');
    expect(reply).toMatchObject({ kind: 'unanswered', reason: 'misdirected', mayHaveBeenSent: false });
    expect(reply).toMatchObject({ mend: expect.stringContaining('the host in focusServer.url in focus.yml') });
  });

  it('does not know whether a request that was cut off arrived', async () => {
    const server = opened(await rawServer((socket) => socket.destroy()));
    const reply = await ask(server.url);
    expect(reply).toMatchObject({ kind: 'unanswered', reason: 'failed', mayHaveBeenSent: true });
  });

  it('gives up after its time, however long the server hangs', async () => {
    const server = opened(await focusServer());
    server.setHanging(true);
    const reply = await ask(server.url, { timeoutMs: 50 });
    const detail = 'GET /ack: no answer in 0.05 s';
    expect(reply).toMatchObject({ kind: 'unanswered', reason: 'timed-out', mayHaveBeenSent: true, detail });
  });

  it('rejects with the reason of its stop', async () => {
    const server = opened(await focusServer());
    server.setHanging(true);
    const stop = new AbortController();
    const asked = ask(server.url, { signal: stop.signal });
    await soon(() => expect(server.requests).toHaveLength(1));
    stop.abort(new Error('the investigation is over'));
    await expect(asked).rejects.toThrow('the investigation is over');
    await soon(() => expect(server.connections).toBe(0));
  });

  it('sends a request once, even when the server fails', async () => {
    const server = opened(await focusServer());
    await server.setDown('gateway');
    expect(await ask(server.url)).toMatchObject({ status: 503 });
    expect(server.requests).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    const location = 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n';
    const server = opened(await rawServer((socket) => socket.write(location)));
    expect(await ask(server.url)).toMatchObject({ kind: 'answered', status: 302 });
  });

  it('takes no proxy from the environment', async () => {
    const server = opened(await focusServer());
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1').stubEnv('http_proxy', 'http://127.0.0.1:1').stubEnv('NO_PROXY', '');
    closing.push(() => void vi.unstubAllEnvs());
    expect(await ask(server.url)).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('cuts a body after 1 MB, also one that was compressed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'a'));
    const server = createHttp((_, response) => void response.setHeader('content-encoding', 'gzip').end(bomb));
    const listener = opened(await listenOnLoopback(server));
    const reply = await ask(`http://127.0.0.1:${listener.port}`);
    expect(reply).toMatchObject({ kind: 'answered', status: 200, body: 'cut' });
    if (reply.kind === 'answered') expect(reply.text).toHaveLength(1_000_000);
  });

  it('keeps what came of a body before the connection broke', async () => {
    const server = opened(
      await rawServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"job_id":"19-7"', () => socket.destroy());
      }),
    );
    expect(await ask(server.url)).toMatchObject({ status: 200, text: '{"job_id":"19-7"', body: 'broken' });
  });

  it('leaves no connection behind', async () => {
    const server = opened(await focusServer());
    const client = openFocusClient({ url: server.url, insecureSkipTlsVerify: false }, systemClock);
    await client.ask({ path: '/ack', timeoutMs: 5_000 });
    expect(server.connections).toBe(1);
    client.close();
    await soon(() => expect(server.connections).toBe(0));
  });
});

describe('the client of a Focus Server with a certificate of its own', () => {
  const open = async () => {
    const requests: string[] = [];
    const server = createHttps({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
      requests.push(request.url ?? '');
      response.end();
    });
    const listener = opened(await listenOnLoopback(server));
    return { url: `https://127.0.0.1:${listener.port}`, requests };
  };

  it('does not trust it, and proves that nothing was sent', async () => {
    const { url, requests } = await open();
    const reply = await ask(url);
    expect(reply).toMatchObject({ kind: 'unanswered', reason: 'not-trusted', mayHaveBeenSent: false });
    expect(reply).toMatchObject({ detail: expect.stringContaining('self-signed certificate') });
    expect(reply).toMatchObject({ mend: expect.stringContaining('focusServer.ca in focus.yml') });
    expect(requests).toEqual([]);
  });

  it('trusts it by its authority', async () => {
    const { url } = await open();
    expect(await ask(url, {}, { ca: TEST_CERTIFICATE })).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('trusts anyone where it is told to', async () => {
    const { url } = await open();
    expect(await ask(url, {}, { insecureSkipTlsVerify: true })).toMatchObject({ kind: 'answered', status: 200 });
  });
});

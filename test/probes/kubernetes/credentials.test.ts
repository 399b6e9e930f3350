import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { jsonOf } from '#probes/kubernetes/answers.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { soon } from '../../support/soon.ts';
import { SECOND_CERTIFICATE, SECOND_KEY, TEST_CERTIFICATE, TEST_KEY } from '../focus-server/certificate.ts';

describe('the credential of a kubeconfig', () => {
  const { signal } = new AbortController();
  let folder: string;
  let listener: Listener;
  let clock: ManualClock;
  let accepted: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'credentials-'));
    clock = manualClock(Date.parse('2026-11-20T12:00Z'));
    accepted = 'first';
    const server = createServer(({ headers }, response) => {
      response.writeHead(headers.authorization === `Bearer ${accepted}` ? 200 : 401).end('{"gitVersion":"v1"}');
    });
    listener = await listenOnLoopback(server);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    return listener.close();
  });

  async function connectionOf(user: object, cluster: object = {}) {
    const kubeconfig = path.join(folder, 'kubeconfig');
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'lab',
      clusters: [
        {
          name: 'lab',
          cluster: { server: `http://127.0.0.1:${listener.port}`, 'insecure-skip-tls-verify': true, ...cluster },
        },
      ],
      users: [{ name: 'reader', user }],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'reader' } }],
    });
    await writeFile(kubeconfig, text);
    const where = { kubeconfig, inCluster: false, namespace: 'panda', backendSelector: 'app=backend' };
    const connection = connectKubernetes(where, clock);
    return {
      ask: async () => jsonOf(await connection.ask('/version', {}, { signal }), 'asking'),
      running: () => connection.running(),
    };
  }

  /** A command that says a credential, and how often it ran. */
  async function plugin(status: object) {
    const runs = path.join(folder, 'runs');
    const said = path.join(folder, 'said');
    const script = path.join(folder, 'plugin.mjs');
    await writeFile(runs, '');
    const says = (next: object) => writeFile(said, JSON.stringify({ status: next }));
    await says(status);
    const lines = [
      "import { appendFileSync, readFileSync } from 'node:fs';",
      `appendFileSync(${JSON.stringify(runs)}, process.env.REGION + JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind + '\\n');`,
      `process.stdout.write(readFileSync(${JSON.stringify(said)}));`,
    ];
    await writeFile(script, lines.join('\n'));
    const env = [{ name: 'REGION', value: 'north ' }];
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script], env };
    const ran = async () => (await readFile(runs, 'utf8')).split('\n').filter(Boolean);
    return { exec, says, ran };
  }

  it('is fetched by one command for all calls that wait for it, and kept', async () => {
    const { exec, ran } = await plugin({ token: 'first' });
    const { ask } = await connectionOf({ exec });
    await Promise.all([ask(), ask(), ask()]);
    await ask();
    expect(await ran()).toEqual(['north ExecCredential']);
  });

  it.each([
    ['~/token', /its tokenFile: there is no file .*~\/token \(~ is not expanded: write the whole path\)$/],
    ['.', /its tokenFile: .* is a directory$/],
    ['/dev/null', /its tokenFile \/dev\/null is empty$/],
  ])('is told where it cannot be read: tokenFile %s', async (tokenFile, told) => {
    const { ask } = await connectionOf({ tokenFile });
    await expect(ask()).rejects.toThrow(told);
  });

  it.each<[string, string | undefined, RegExp]>([
    ['is empty', '', /kubeconfig failed: it is empty$/],
    ['is a word', 'hello', /has no contexts: it is none$/],
    ['is a directory', undefined, /is a directory$/],
  ])('is not looked for in a kubeconfig that %s', async (_what, text, told) => {
    const kubeconfig = text === undefined ? folder : path.join(folder, 'kubeconfig');
    if (text !== undefined) await writeFile(kubeconfig, text);
    const where = { kubeconfig, inCluster: false, namespace: 'panda', backendSelector: 'app=backend' };
    await expect(connectKubernetes(where, clock).ask('/version', {}, { signal })).rejects.toThrow(told);
  });

  it('is not there where there is no kubeconfig at all, whatever context is named', async () => {
    vi.stubEnv('HOME', folder).stubEnv('KUBECONFIG', undefined);
    const where = { context: 'nix', inCluster: false, namespace: 'panda', backendSelector: 'app=backend' };
    const asked = connectKubernetes(where, clock).ask('/version', {}, { signal });
    await expect(asked).rejects.toThrow(`there is no kubeconfig: ${folder}/.kube/config is not there`);
  });

  it.each([
    [{ 'certificate-authority': '/nope' }, /there is no file \/nope$/, 'certificate-authority'],
    [
      { 'certificate-authority-data': 'bm9uZQ==' },
      /certificate-authority-data of its cluster is no certificate in base64$/,
      'certificate-authority-data',
    ],
  ])('is not blamed for the authority of its cluster: %j', async (cluster, told, setting) => {
    const { ask } = await connectionOf({ token: 'first' }, cluster);
    const mend = `Correct ${setting} in the kubeconfig of the bot`;
    await expect(ask()).rejects.toMatchObject({ message: expect.stringMatching(told), mend });
  });

  it('is fetched again when it has expired', async () => {
    const { exec, says, ran } = await plugin({ token: 'first', expirationTimestamp: '2026-11-20T12:10:00Z' });
    const { ask } = await connectionOf({ exec });
    await ask();
    await says({ token: 'second' });
    await clock.advance(10 * 60_000);
    accepted = 'second';
    await ask();
    expect(await ran()).toHaveLength(2);
  });

  it('is fetched again after the server refused it, though not with each call', async () => {
    const { exec, says, ran } = await plugin({ token: 'first' });
    const { ask } = await connectionOf({ exec });
    accepted = 'second';
    await expect(ask()).rejects.toMatchObject({ reason: 'refused' });
    await expect(ask()).rejects.toMatchObject({ reason: 'refused' });
    expect(await ran()).toHaveLength(1);
    await says({ token: 'second' });
    await clock.advance(10_001);
    await expect(ask()).rejects.toMatchObject({ reason: 'refused' });
    await ask();
    expect(await ran()).toHaveLength(2);
  });

  it.each([
    ['is not there', { command: 'no-such-command', installHint: 'Install it' }, 'it is not there. Install it'],
    ['fails', { command: process.execPath, args: ['-e', 'console.error("no login");process.exit(3)'] }, 'no login'],
    [
      'says something else',
      { command: process.execPath, args: ['-e', 'console.log("hi")'] },
      'did not write an ExecCredential',
    ],
  ])('is missing where its command %s, which is the bot’s own trouble', async (_what, spec, told) => {
    const { ask } = await connectionOf({ exec: { apiVersion: 'client.authentication.k8s.io/v1', ...spec } });
    await expect(ask()).rejects.toMatchObject({
      reason: 'misdirected',
      message: expect.stringContaining(told),
      mend: expect.stringContaining('the command that fetches one'),
    });
  });

  it('is missing where its command does not end in time: it is killed, and one is started by the next call', async () => {
    const pids = path.join(folder, 'pids');
    await writeFile(pids, '');
    const script = `require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');process.on('SIGTERM', () => {});setInterval(() => {}, 1_000)`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] };
    const { ask, running } = await connectionOf({ exec });
    const started = async () => (await readFile(pids, 'utf8')).split('\n').filter(Boolean).map(Number);
    for (const nth of [1, 2]) {
      const asking = ask().catch((error: unknown) => error);
      await soon(async () => expect(await started()).toHaveLength(nth));
      expect(running()).toEqual([process.execPath]);
      await clock.advance(14_999);
      expect(running()).toEqual([process.execPath]);
      await clock.advance(1);
      expect(await asking).toMatchObject({
        reason: 'misdirected',
        message: expect.stringMatching(/gave no credential: it did not end within 15 s$/),
      });
      expect(running()).toEqual([]);
    }
    for (const pid of await started()) await soon(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
  });

  describe('that is a client certificate', () => {
    const names: string[] = [];
    let secured: Listener;
    beforeEach(async () => {
      names.length = 0;
      const own = { key: TEST_KEY, cert: TEST_CERTIFICATE, requestCert: true, rejectUnauthorized: false };
      const server = createTlsServer(own, (request, response) => {
        names.push(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
        response.end('{"gitVersion":"v1"}');
      });
      secured = await listenOnLoopback(server);
    });
    afterEach(() => secured.close());
    const overTls = () => ({ server: `https://127.0.0.1:${secured.port}` });

    it('is the new one after its command gave another, also where a connection was kept', async () => {
      const first = { clientCertificateData: TEST_CERTIFICATE, clientKeyData: TEST_KEY };
      const { exec, says } = await plugin({ ...first, expirationTimestamp: '2026-11-20T12:10:00Z' });
      const { ask } = await connectionOf({ exec }, overTls());
      await ask();
      await says({ clientCertificateData: SECOND_CERTIFICATE, clientKeyData: SECOND_KEY });
      await ask();
      await clock.advance(10 * 60_000);
      await ask();
      expect(names).toEqual(['127.0.0.1', '127.0.0.1', 'second']);
    });

    it('is the new one after its files were changed, also where a connection was kept', async () => {
      const files = { 'client-certificate': path.join(folder, 'tls.crt'), 'client-key': path.join(folder, 'tls.key') };
      const write = (cert: string, key: string) =>
        Promise.all([writeFile(files['client-certificate'], cert), writeFile(files['client-key'], key)]);
      await write(TEST_CERTIFICATE, TEST_KEY);
      const { ask } = await connectionOf(files, overTls());
      await ask();
      await ask();
      await write(SECOND_CERTIFICATE, SECOND_KEY);
      await ask();
      expect(names).toEqual(['127.0.0.1', '127.0.0.1', 'second']);
    });
  });

  it('is read from the file that tokenFile names, and anew when it was changed', async () => {
    const file = path.join(folder, 'token');
    await appendFile(file, 'first\n');
    const { ask } = await connectionOf({ tokenFile: 'token' });
    await ask();
    await writeFile(file, 'second\n');
    accepted = 'second';
    await clock.advance(60_001);
    await ask();
  });
});

import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { systemClock } from '#lib/clock.ts';
import { jsonOf } from '#probes/kubernetes/answers.ts';
import { connectKubernetes, type KubernetesConnection } from '#probes/kubernetes/client.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../focus-server/certificate.ts';

describe('the way to a Kubernetes API', () => {
  const { signal } = new AbortController();
  const sockets: Socket[] = [];
  let listener: Listener;
  let connection: KubernetesConnection;
  let answers = 0;
  let resets = 0;
  beforeEach(async () => {
    sockets.length = 0;
    resets = 0;
    answers = 0;
    const server = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
      if (resets > 0) {
        resets -= 1;
        request.socket.destroy();
        return;
      }
      answers += 1;
      response.end('{"gitVersion":"v1.20.11"}');
    });
    server.on('connection', (socket: Socket) => sockets.push(socket));
    listener = await listenOnLoopback(server);
    connection = await connectionTo(`https://127.0.0.1:${listener.port}`);
  });
  afterEach(() => listener.close());
  const ask = async () => jsonOf(await connection.ask('/version', {}, { signal }), 'asking');

  it('is one connection for twenty calls over TLS', async () => {
    for (let call = 0; call < 20; call += 1) expect(await ask()).toEqual({ gitVersion: 'v1.20.11' });
    expect(answers).toBe(20);
    expect(sockets).toHaveLength(1);
  });

  it('asks again where a kept connection is closed under its feet', async () => {
    await ask();
    resets = 1;
    expect(await ask()).toEqual({ gitVersion: 'v1.20.11' });
    expect(sockets).toHaveLength(2);
  });

  it('tells that a new connection was cut, and does not ask again', async () => {
    resets = 1;
    await expect(ask()).rejects.toMatchObject({ name: 'BlindError', reason: 'unreachable' });
    expect(sockets).toHaveLength(1);
  });
});

async function connectionTo(server: string): Promise<KubernetesConnection> {
  const kubeconfig = path.join(await mkdtemp(path.join(tmpdir(), 'kubeconfig-')), 'kubeconfig');
  const ca = Buffer.from(TEST_CERTIFICATE).toString('base64');
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'tls',
    clusters: [{ name: 'tls', cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name: 'reader', user: { token: 'reader' } }],
    contexts: [{ name: 'tls', context: { cluster: 'tls', user: 'reader' } }],
  });
  await writeFile(kubeconfig, text);
  const where = { kubeconfig, inCluster: false, namespace: 'panda', backendSelector: 'app=backend' };
  return connectKubernetes(where, systemClock);
}

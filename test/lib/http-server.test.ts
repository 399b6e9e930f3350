import { afterEach, describe, expect, it } from 'vitest';
import { type HttpServer, openHttpServer, type Routes } from '#lib/http-server.ts';

describe('the server for machines', () => {
  let server: HttpServer;
  afterEach(() => server.close());

  const open = async (routes: Routes) => {
    server = await openHttpServer({ host: '127.0.0.1', port: 0, setting: 'HEALTH_PORT' }, routes);
    return (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  };
  const routes: Routes = { '/healthz': () => ({ status: 200, body: 'ok\n' }) };

  it('answers a path, whatever its query is, and HEAD without a body', async () => {
    const ask = await open(routes);
    expect(await (await ask('/healthz')).text()).toBe('ok\n');
    expect((await ask('/healthz?verbose')).status).toBe(200);
    const head = await ask('/healthz', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('says what is there to who asks for anything else, and takes nothing', async () => {
    const ask = await open(routes);
    for (const path of ['/', '/toString', '/healthz/']) expect((await ask(path)).status).toBe(404);
    expect(await (await ask('/')).text()).toContain('/healthz');
    expect((await ask('/healthz', 'POST')).status).toBe(405);
  });

  it('goes on after an answer that failed', async () => {
    const ask = await open({
      ...routes,
      '/broken': () => {
        throw new Error('a secret');
      },
    });
    const broken = await ask('/broken');
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('secret');
    expect((await ask('/healthz')).status).toBe(200);
  });
});

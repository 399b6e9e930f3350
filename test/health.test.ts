import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Health, openHealth } from '#health.ts';

describe('the health answer', () => {
  let health: Health;
  afterEach(() => health.close());

  const open = async (troubles: () => readonly string[]) => {
    const port = await freePort();
    health = await openHealth(port, troubles);
    return (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  };

  it('is 200 while nothing is wrong, and 503 with what is wrong', async () => {
    const wrong: string[] = [];
    const ask = await open(() => wrong);
    expect((await ask('/health')).status).toBe(200);
    wrong.push('Redis is reconnecting');
    const answer = await ask('/health');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Redis is reconnecting');
  });

  it('is nowhere else', async () => {
    const ask = await open(() => []);
    expect((await ask('/')).status).toBe(404);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

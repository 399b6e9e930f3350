import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHeartbeat } from '#checking/checking.ts';
import { systemClock } from '#lib/clock.ts';
import { logLines } from '../support/log-lines.ts';
import { manualClock } from '../support/manual-clock.ts';
import { soon } from '../support/soon.ts';

const PATH = '/ping/5ecr3t-5ecr3t';

describe('a heartbeat', () => {
  let server: Server;
  let host: string;
  let status = 200;
  const heard: string[] = [];
  beforeEach(async () => {
    heard.length = 0;
    status = 200;
    server = createServer(({ method, url }, answer) => {
      heard.push(`${method} ${url}`);
      answer.writeHead(status, status === 302 ? { location: `${PATH}/elsewhere` } : {}).end('OK');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const everyMs = 60_000;
  const urlOf = () => `http://${host}${PATH}`;

  it('is one GET at most in its time', async () => {
    const beat = createHeartbeat({ url: urlOf(), everyMs }, manualClock(0), logLines().log);
    for (const at of [1_000, 2_000, 60_999]) beat(at);
    await soon(() => expect(heard).toEqual([`GET ${PATH}`]));
    beat(61_000);
    await soon(() => expect(heard).toHaveLength(2));
  });

  it.each([500, 404, 302])(
    'that is answered with %i is logged without its path, and the next one comes',
    async (code) => {
      status = code;
      const { lines, log } = logLines();
      const beat = createHeartbeat({ url: urlOf(), everyMs }, systemClock, log);
      beat(0);
      await soon(() => expect(lines).toHaveLength(1));
      beat(everyMs);
      await soon(() => expect(lines).toHaveLength(2));
      expect(JSON.stringify(lines)).toContain(host);
      expect(JSON.stringify(lines)).not.toContain('5ecr3t');
      expect(heard).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
    },
  );

  it.each([
    ['nobody listens', 'http://127.0.0.1:1'],
    ['fetch refuses its login', 'http://me:pass@127.0.0.1:1'],
    ['fetch refuses its port', 'http://127.0.0.1:6000'],
  ])('never throws, and tells no secret, where %s', async (_, origin) => {
    const { lines, log } = logLines();
    createHeartbeat({ url: `${origin}${PATH}`, everyMs }, systemClock, log)(0);
    await soon(() => expect(lines).toHaveLength(1));
    expect(lines[0]).toMatchObject({ level: 'warn', message: 'the heartbeat did not get through' });
    expect(JSON.stringify(lines)).not.toMatch(/5ecr3t|pass/);
  });
});

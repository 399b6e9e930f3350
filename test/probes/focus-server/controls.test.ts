import { afterEach, describe, expect, it } from 'vitest';
import type { FocusBackend } from '#lab/services/focus-server/backend.ts';
import { systemClock } from '#lib/clock.ts';
import { controlsProbe } from '#probes/focus-server/controls.ts';
import { focusServer } from '../../lab/services/focus-server/backend.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';
import { rawServer } from './raw-server.ts';

const probeOf = (url: string) => controlsProbe({ settings: { url, insecureSkipTlsVerify: false }, clock: systemClock });

testProbe('the controls probe', {
  async open() {
    const server = await focusServer();
    return {
      probe: probeOf(server.url),
      subject: subject(),
      setDown: (down) => server.setDown(down ? 'refused' : undefined),
      connections: () => server.connections,
      close: server.close,
    };
  },
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(overrides: Partial<FocusBackend> = {}) {
  const server = await focusServer(overrides);
  closing.push(server.close);
  return server;
}

async function answers({ url }: { readonly url: string }) {
  const sightings = await collect(probeOf(url), subject(), {});
  return factsOf(sightings, 'control-answer').map(({ control, answer, status }) => [control, answer, status]);
}

describe('the controls probe', () => {
  it('asks each question once, and gets the right answers of a server that is well', async () => {
    const server = await open();
    expect(await answers(server)).toEqual([
      ['impossible-id', 'id-unknown', 404],
      ['impossible-route', 'route-absent', 404],
    ]);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /metadata/999999-999999999',
      'GET /metadata-control-focus-bot/x',
    ]);
  });

  it.each([
    ['{"status":"ok"}', 'unexpected'],
    ['', 'unexpected'],
    ['{"job_id":"999999-999999999"}', 'ready'],
    ['{"job_id":"19-7","stream_url":"10.0.0.1","lines_dt":0.5}', 'other-job'],
  ])('sees the 200 of what answers everything alike: %s', async (body, answer) => {
    const everything = await rawServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    );
    closing.push(everything.close);
    expect(await answers(everything)).toEqual([
      ['impossible-id', answer, 200],
      ['impossible-route', answer, 200],
    ]);
  });

  it('sees that the metadata route is absent', async () => {
    const server = await open();
    server.removeRoute('/metadata/{job_id}');
    expect(await answers(server)).toContainEqual(['impossible-id', 'route-absent', 404]);
  });

  it('sees a server that knows every id', async () => {
    expect(await answers(await open({ metadata: () => 'ready' }))).toContainEqual(['impossible-id', 'ready', 200]);
  });

  it('sees a gateway that answers both', async () => {
    const server = await open();
    await server.setDown('gateway');
    expect(await answers(server)).toEqual([
      ['impossible-id', 'server-error', 503],
      ['impossible-route', 'server-error', 503],
    ]);
  });

  it('asks no second question of a server that does not answer the first', async () => {
    const server = await open();
    await server.setDown('refused');
    expect(await answers(server)).toEqual([['impossible-id', 'network-error', undefined]]);
  });

  it('waits for nothing where there is no job', async () => {
    const server = await open();
    const never = { ...systemClock, sleep: () => Promise.reject(new Error('it waited')) };
    const probe = controlsProbe({ settings: { url: server.url, insecureSkipTlsVerify: false }, clock: never });
    const { job: _none, ...refused } = subject();
    expect(await collect(probe, refused, {})).toHaveLength(2);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Fact } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { labClock } from '#lab/clock.ts';
import type { FocusBackend } from '#lab/services/focus-server/backend.ts';
import { systemClock } from '#lib/clock.ts';
import { ackProbe } from '#probes/focus-server/ack.ts';
import { channelsProbe } from '#probes/focus-server/channels.ts';
import { liveMetadataProbe } from '#probes/focus-server/live-metadata.ts';
import type { LookOptions } from '#probes/focus-server/look.ts';
import { routesProbe } from '#probes/focus-server/routes.ts';
import { focusServer } from '../../lab/services/focus-server/backend.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { collect, subject } from '../../support/subject.ts';
import { rawServer } from './raw-server.ts';

type CreateProbe = (options: LookOptions) => Probe;

const PROBES: readonly (readonly [string, CreateProbe])[] = [
  ['the ack probe', ackProbe],
  ['the live metadata probe', liveMetadataProbe],
  ['the channels probe', channelsProbe],
  ['the routes probe', routesProbe],
];

for (const [name, createProbe] of PROBES) {
  testProbe(name, {
    async open() {
      const server = await focusServer();
      return {
        probe: probeOf(createProbe, server.url),
        subject: subject(),
        setDown: (down) => server.setDown(down ? 'refused' : undefined),
        connections: () => server.connections,
        close: server.close,
      };
    },
  });
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(overrides: Partial<FocusBackend> = {}) {
  const server = await focusServer(overrides);
  closing.push(server.close);
  return server;
}

async function saying(status: number, body: string) {
  const server = await rawServer((socket) => {
    socket.write(`HTTP/1.1 ${status} Status\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
  closing.push(server.close);
  return server;
}

function probeOf(createProbe: CreateProbe, url: string, clock = systemClock): Probe {
  return createProbe({ settings: { url, insecureSkipTlsVerify: false }, clock });
}

async function look(createProbe: CreateProbe, { url }: { readonly url: string }): Promise<Fact | undefined> {
  const sightings = await collect(probeOf(createProbe, url), subject(), {});
  expect(sightings).toHaveLength(1);
  return sightings[0] && 'fact' in sightings[0] ? sightings[0].fact : undefined;
}

describe('the ack probe', () => {
  it('sees a server that is well', async () => {
    const fact = await look(ackProbe, await open());
    expect(fact).toEqual({ kind: 'ack-answer', ok: true, status: 200, tookMs: expect.any(Number), detail: '' });
  });

  it('takes a server that refuses, or whose ingress answers for it, for a fact', async () => {
    const server = await open();
    await server.setDown('gateway');
    const said = expect.stringContaining('503 Service Temporarily Unavailable');
    expect(await look(ackProbe, server)).toMatchObject({ ok: false, status: 503, detail: said });
    await server.setDown('refused');
    expect(await look(ackProbe, server)).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
  });

  it('waits 3 s for a server that hangs', async () => {
    const server = await open();
    server.setHanging(true);
    const probe = probeOf(ackProbe, server.url, labClock(30));
    const [sighting] = await collect(probe, subject(), {});
    expect(sighting).toMatchObject({ fact: { ok: false, detail: 'GET /ack: no answer in 3 s' } });
  });
});

describe('the live metadata probe', () => {
  it('sees a fiber', async () => {
    const fact = await look(liveMetadataProbe, await open());
    expect(fact).toMatchObject({ kind: 'live-metadata', ready: true, prr: 2_000, softwareVersion: '10.12.3' });
  });

  it('sees that there is none, in spite of the 200', async () => {
    const server = await open({ live: () => ({ connected: false, prr: 0, softwareVersion: '' }) });
    const fact = { ready: false, prr: 0, softwareVersion: 'waiting for fiber' };
    expect(await look(liveMetadataProbe, server)).toMatchObject(fact);
  });

  it.each([
    '{}',
    '{"prr":2000}',
    '{"prr":0,"sw_version":"10"}',
    '{"prr":"2000","sw_version":"10"}',
    '{"prr":2000,"sw_version":"10","fiber_description":"Waiting for fiber"}',
  ])('does not take %s for a fiber', async (body) => {
    expect(await look(liveMetadataProbe, await saying(200, body))).toMatchObject({ ready: false });
  });

  it.each([
    [200, '<html>', 'GET /live_metadata answered 200: <html>'],
    [
      503,
      '<html>\n<head><title>503 Service Temporarily Unavailable</title></head></html>',
      'GET /live_metadata answered 503: a page of HTML, "503 Service Temporarily Unavailable"',
    ],
    [502, '', 'GET /live_metadata answered 502: an empty body'],
  ])('is blind to an answer of %i %s', async (status, body, message) => {
    const blind = { name: 'BlindError', reason: 'failed', message };
    await expect(look(liveMetadataProbe, await saying(status, body))).rejects.toMatchObject(blind);
  });
});

describe('the channels probe', () => {
  it('sees the range', async () => {
    expect(await look(channelsProbe, await open())).toEqual({ kind: 'channel-range', lowest: 1, highest: 2_337 });
  });

  it('is blind to an answer without one, and to a server that refuses', async () => {
    const blind = { name: 'BlindError', reason: 'failed' };
    await expect(look(channelsProbe, await saying(200, '{"lowest_channel":"1"}'))).rejects.toMatchObject(blind);
    const server = await open();
    await server.setDown('refused');
    const unreachable = { name: 'BlindError', reason: 'unreachable' };
    await expect(look(channelsProbe, server)).rejects.toMatchObject(unreachable);
  });
});

describe('the routes probe', () => {
  it('sees which routes there are', async () => {
    const fact = await look(routesProbe, await open());
    const routes = expect.arrayContaining(['/configure', '/metadata/{job_id}']);
    expect(fact).toEqual({ kind: 'route-list', served: true, routes });
  });

  it('leaves out the prefix of the base URL', async () => {
    const { url } = await saying(200, '{"paths":{"/focus-server/ack":{},"/focus-serverless":{}}}');
    const fact = await look(routesProbe, { url: `${url}/focus-server/` });
    expect(fact).toMatchObject({ routes: ['/ack', '/focus-serverless'] });
  });

  it('sees that no list is served', async () => {
    const server = await open();
    server.removeRoute('/openapi.json');
    const absent = { kind: 'route-list', served: false, routes: [] };
    expect(await look(routesProbe, server)).toEqual(absent);
    expect(await look(routesProbe, await saying(200, '<html>a single page application</html>'))).toEqual(absent);
  });

  it('is blind where an ingress answers in the place of the server', async () => {
    const server = await open();
    await server.setDown('gateway');
    await expect(look(routesProbe, server)).rejects.toMatchObject({ name: 'BlindError', reason: 'failed' });
  });
});

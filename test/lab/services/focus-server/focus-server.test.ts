import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigureOutcome, ConfigureRequest, FocusBackend } from '#lab/services/focus-server/backend.ts';
import type { FocusServerOptions, LabFocusServer } from '#lab/services/focus-server/focus-server.ts';
import { systemClock } from '#lib/clock.ts';
import { testFocusServer } from '../../../support/focus-server-contract.ts';
import { soon } from '../../../support/soon.ts';
import { CONFIGURE_BODY, focusServer } from './backend.ts';

testFocusServer("the lab's server", focusServer);

describe("the lab's Focus Server", () => {
  let server: LabFocusServer;
  const open = async (overrides?: Partial<FocusBackend>, options?: Partial<FocusServerOptions>) => {
    server = await focusServer(overrides, options);
  };
  const get = (path: string) => fetch(`${server.url}${path}`);
  const configure = (body: object = CONFIGURE_BODY) =>
    fetch(`${server.url}/configure`, { method: 'POST', body: JSON.stringify(body) });
  afterEach(() => server.close());

  it('answers an accepted configuration with everything a client draws from', async () => {
    await open();
    const response = await configure();
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { frequencies_list: unknown };
    expect(answer).toMatchObject({ status: '', job_id: '19-7', stream_url: '127.0.0.1', stream_port: 12_319 });
    expect(answer).toMatchObject({ channel_amount: 50, view_type: 0, lines_dt: 0.5, frequencies_amount: 256 });
    expect(answer.frequencies_list).toHaveLength(256);
  });

  it('gives a single channel one stream, and a waterfall no frequencies', async () => {
    await open();
    const single = await configure({ ...CONFIGURE_BODY, channels: { min: 7, max: 12 }, view_type: 1 });
    expect(await single.json()).toMatchObject({
      stream_amount: 1,
      channel_amount: 1,
      channel_to_stream_index: { 7: 0 },
    });
    const { displayTimeAxisDuration: _duration, frequencyRange: _range, ...waterfall } = CONFIGURE_BODY;
    const answer = await configure({ ...waterfall, nfftSelection: 1, view_type: 2 });
    expect(await answer.json()).toMatchObject({ view_type: 2, frequencies_list: [], frequencies_amount: 0 });
  });

  it('takes a view type that is a text', async () => {
    await open();
    expect(await (await configure({ ...CONFIGURE_BODY, view_type: '0' })).json()).toMatchObject({ view_type: 0 });
    expect((await configure({ ...CONFIGURE_BODY, view_type: 'WATERFALL' })).status).toBe(422);
  });

  it.each([
    ['a live view without its frequencies', { frequencyRange: undefined }],
    ['frequencies that are null', { frequencyRange: null }],
    ['a start without an end', { start_time: 1_700_000_000 }],
    ['an end without a start', { end_time: 1_700_000_000 }],
  ])('cannot parse %s', async (_what, wrong) => {
    await open();
    const response = await configure({ ...CONFIGURE_BODY, ...wrong });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: 'Error parsing configuration' });
  });

  it('hands the backend what was asked', async () => {
    const asked: ConfigureRequest[] = [];
    const accepted = { kind: 'accepted', jobId: '1-1', streamHost: 'http://stream', streamPort: '12301' } as const;
    await open({
      configure: async (request) => {
        asked.push(request);
        return accepted;
      },
    });
    const { start_time, end_time, ...live } = CONFIGURE_BODY;
    expect(await (await configure(live)).json()).toMatchObject({ stream_url: 'http://stream', stream_port: '12301' });
    expect(asked).toEqual([{ ...live, start_time, end_time }]);
  });

  it.each<[ConfigureOutcome, number, object]>([
    [{ kind: 'no-recording' }, 404, { error: 'No recording found in given time range' }],
    [{ kind: 'no-fiber' }, 503, { error: 'Cannot proceed: Missing required fiber metadata fields: prr' }],
    [{ kind: 'error', status: 504, body: { slow: true } }, 504, { slow: true }],
  ])('words the outcome %j', async (outcome, status, body) => {
    await open({ configure: async () => outcome });
    const response = await configure();
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(body);
  });

  it('resets the connection of a lost answer', async () => {
    await open({ configure: async () => ({ kind: 'lost' }) });
    await expect(configure()).rejects.toThrow('fetch failed');
  });

  it.each([
    [{ view_type: 7 }, ['body', 'view_type'], 'type_error.enum'],
    [{ channels: 5 }, ['body', 'channels'], 'type_error.dict'],
    [{ displayInfo: { height: 1.5 } }, ['body', 'displayInfo', 'height'], 'type_error.integer'],
    [{ start_time: 'noon' }, ['body', 'start_time'], 'type_error.integer'],
  ])('refuses %j by its type', async (wrong, loc, type) => {
    await open();
    const response = await configure({ ...CONFIGURE_BODY, ...wrong });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ detail: [{ loc, msg: expect.any(String), type }] });
  });

  it('accepts nonsense of the right types, as the real one does', async () => {
    await open();
    const nonsense = { channels: { min: 50, max: 1 }, frequencyRange: { min: 500, max: 0 }, nfftSelection: 0 };
    expect((await configure({ ...CONFIGURE_BODY, ...nonsense })).status).toBe(200);
  });

  it('repeats the answer of configure once the job has a consumer', async () => {
    let ready = false;
    await open({ metadata: (id) => (ready && id === '19-7' ? 'ready' : 'unknown') });
    const configured = await (await configure()).json();
    expect((await get('/metadata/19-7')).status).toBe(404);
    ready = true;
    const response = await get('/metadata/19-7');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(configured);
  });

  it('answers for a ready job that was configured elsewhere', async () => {
    await open({ metadata: () => 'ready' });
    expect(await (await get('/metadata/3-1')).json()).toMatchObject({ job_id: '3-1' });
  });

  it('says Invalid job_id with a 200 where the backend does', async () => {
    await open({ metadata: () => 'unknown-with-200' });
    const response = await get('/metadata/19-7');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ error: 'Invalid job_id' });
  });

  it('waits for its fiber with a 200', async () => {
    await open({ live: () => ({ connected: false, prr: 2_000, softwareVersion: '10.12.3' }) });
    expect(await (await get('/live_metadata')).json()).toMatchObject({
      prr: 0,
      sw_version: 'waiting for fiber',
      dx: 0,
      number_of_channels: 2_337,
    });
  });

  it('forgets a removed route, also in its own list', async () => {
    await open();
    server.removeRoute('/metadata/{job_id}');
    expect(await (await get('/metadata/19-7')).json()).toEqual({ detail: 'Not Found' });
    const { paths } = (await (await get('/openapi.json')).json()) as { paths: object };
    expect(Object.keys(paths)).toEqual([
      '/ack',
      '/configure',
      '/channels',
      '/live_metadata',
      '/recordings_in_time_range',
    ]);
    server.removeRoute('/openapi.json');
    expect((await get('/openapi.json')).status).toBe(404);
  });

  it.each([
    ['bad-gateway', 502, /502 Bad Gateway/],
    ['too-many-requests', 429, /429/],
    ['login-page', 200, /^<html>\r\n<head><title>Sign in/],
    ['redirect-loop', 302, /^$/],
    ['empty', 200, /^$/],
    ['null', 200, /^null$/],
    ['status-ok', 200, /^{"status":"ok"}$/],
    ['other-job', 200, /"job_id":"2-9000"/],
  ] as const)('lets metadata alone answer oddly: %s', async (how, status, body) => {
    await open();
    server.setOdd({ to: 'metadata', how });
    const odd = await fetch(`${server.url}/metadata/19-7`, { redirect: 'manual' });
    expect(odd.status).toBe(status);
    expect(await odd.text()).toMatch(body);
    expect(await (await get('/channels')).json()).toMatchObject({ lowest_channel: 1 });
    server.setOdd(undefined);
    expect((await get('/metadata/19-7')).status).toBe(404);
  });

  it('cuts a body short, and says nothing at all', async () => {
    await open();
    server.setOdd({ to: 'every-get', how: 'cut-body' });
    const cut = await get('/ack');
    await expect(cut.text()).rejects.toThrow('terminated');
    server.setOdd({ to: 'every-get', how: 'silence' });
    await expect(fetch(`${server.url}/ack`, { signal: AbortSignal.timeout(150) })).rejects.toThrow('timeout');
    expect((await configure()).status).toBe(200);
  });

  it('has a clock that is ahead', async () => {
    await open({}, { clock: { ...systemClock, now: () => 1_700_000_000_000 }, clockAheadMs: 9_000 });
    const response = await get('/ack');
    expect(response.headers.get('date')).toBe('Tue, 14 Nov 2023 22:13:29 GMT');
  });

  it('lets an ingress answer in its place', async () => {
    await open();
    await server.setDown('gateway');
    const response = await get('/ack');
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toContain('503 Service Temporarily Unavailable');
    await server.setDown(undefined);
    expect((await get('/ack')).status).toBe(200);
  });

  it('refuses connections and comes back where it was', async () => {
    await open();
    await server.setDown('refused');
    await expect(get('/ack')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await server.setDown(undefined);
    expect((await get('/ack')).status).toBe(200);
  });

  it('hangs until it is let go', async () => {
    await open();
    server.setHanging(true);
    const waiting = get('/ack');
    await soon(() => expect(server.requests).toHaveLength(1));
    server.setHanging(false);
    expect((await waiting).status).toBe(200);
  });

  it('keeps a log of what was asked', async () => {
    await open();
    await configure();
    await get('/metadata/19-7?x=1');
    expect(server.requests).toEqual([
      { method: 'POST', path: '/configure', body: JSON.stringify(CONFIGURE_BODY) },
      { method: 'GET', path: '/metadata/19-7', body: '' },
    ]);
  });

  it('is not there outside its prefix', async () => {
    await open();
    const response = await fetch(new URL('/ack', server.url));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('nginx');
  });

  it('answers 500 in the words of a backend that fails', async () => {
    await open({ configure: () => Promise.reject(new Error('no slot is free')) });
    const response = await configure();
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Internal Server Error\nno slot is free');
  });
});

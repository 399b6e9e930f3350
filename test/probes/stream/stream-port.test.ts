import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { streamPortProbe } from '#probes/stream/stream-port.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { soon } from '../../support/soon.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';
import { jumpingClock } from '../focus-server/jumping-clock.ts';

testProbe('the stream port probe', {
  async open() {
    const listener = await listenOnLoopback(createServer());
    return {
      probe: streamPortProbe({ clock: systemClock, settings: LAB }),
      subject: withStream(listener.port),
      setDown: listener.setDown,
      connections: listener.connections,
      close: listener.close,
    };
  },
});

/** Focus Server is on loopback, as the lab's is. */
const LAB = { url: 'http://127.0.0.1/focus-server', insecureSkipTlsVerify: false };

function withStream(port: number, host = '127.0.0.1') {
  return subject({ job: { id: '19-7', stream: { host, port } } });
}

describe('the stream port probe', () => {
  let listener: Listener;
  const received: Buffer[] = [];
  beforeEach(async () => {
    received.length = 0;
    listener = await listenOnLoopback(createServer((socket) => socket.on('data', (chunk) => received.push(chunk))));
  });
  afterEach(() => listener.close());
  const watch = (clock: Clock, options: Parameters<typeof collect>[2] = {}) =>
    collect(streamPortProbe({ clock, settings: LAB }), withStream(listener.port), options);

  it('ends with the first connection, over which it says nothing', async () => {
    const open = {
      kind: 'stream-port',
      sentAt: expect.any(Number),
      open: true,
      host: '127.0.0.1',
      port: listener.port,
      detail: 'accepted',
    };
    expect(factsOf(await watch(jumpingClock()), 'stream-port')).toEqual([open]);
    await soon(() => expect(listener.connections()).toBe(0));
    expect(received).toEqual([]);
  });

  it('says at least once a second that the port is closed', async () => {
    const clock = jumpingClock(0);
    await listener.setDown(true);
    const sightings = await watch(clock, { until: (seen) => seen.length === 3 });
    expect(sightings.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
    const closed = { open: false, detail: expect.stringContaining('ECONNREFUSED') };
    expect(factsOf(sightings, 'stream-port')).toEqual(Array(3).fill(expect.objectContaining(closed)));
  });

  it('tells of the last look before the one that found it open, which dates it', async () => {
    const clock = jumpingClock(0);
    await listener.setDown(true);
    let looks = 0;
    const counting = {
      ...clock,
      sleep: async (ms: number, signal?: AbortSignal) => {
        looks += 1;
        if (looks === 4) await listener.setDown(false);
        await clock.sleep(ms, signal);
      },
    };
    const sightings = await watch(counting);
    expect(sightings.map(({ at }) => at)).toEqual([0, 1_000, 1_500, 2_000]);
    expect(factsOf(sightings, 'stream-port').map(({ open }) => open)).toEqual([false, false, false, true]);
  });

  it('looks no longer than the subject has time for', async () => {
    await listener.setDown(true);
    const about = { ...withStream(listener.port), zero: 0, timeoutMs: 30_000 };
    const sightings = await collect(streamPortProbe({ clock: jumpingClock(0), settings: LAB }), about, {});
    expect(sightings.at(-1)?.at).toBeGreaterThanOrEqual(30_000);
    expect(sightings.at(-1)?.at).toBeLessThan(31_000);
  });

  it('says at once when the port opens', async () => {
    await listener.setDown(true);
    const sightings = await watch(systemClock, {
      until: (seen) => {
        if (seen.length === 1) void listener.setDown(false);
        return false;
      },
    });
    expect(factsOf(sightings, 'stream-port').map(({ open }) => open)).toEqual([false, true]);
  });

  it('gives a port that does not answer 2 s', async () => {
    const clock = { ...systemClock, timeout: () => AbortSignal.abort() };
    const sightings = await watch(clock, { until: () => true });
    expect(factsOf(sightings, 'stream-port')).toMatchObject([{ open: false, detail: 'no answer in 2 s' }]);
  });

  it('takes a name that does not exist for a closed port', async () => {
    const unknown = withStream(5_000, 'stream.invalid');
    const sightings = await collect(streamPortProbe({ clock: systemClock, settings: LAB }), unknown, {
      until: () => true,
    });
    expect(factsOf(sightings, 'stream-port')).toMatchObject([{ open: false, host: 'stream.invalid' }]);
  });

  describe.each(['https://focus.example/focus-server', 'https://[2001:db8::1]/'])('of a Focus Server at %s', (url) => {
    const look = (port: number, host: string, streamAnywhere = false) =>
      collect(
        streamPortProbe({ clock: systemClock, settings: { ...LAB, url, streamAnywhere } }),
        withStream(port, host),
        {
          until: () => true,
        },
      );

    it.each([
      '127.0.0.1',
      '127.8.9.1',
      '0.0.0.0',
      '::1',
      '::',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      'localhost',
      '169.254.169.254',
      'fe80::1',
      '2130706433',
      '0x7f.1',
    ])('knocks at no door of the bot’s own machine or link: %s', async (host) => {
      const message = `the answer of configure named ${host}:${listener.port}, where the bot does not look: it is of the bot’s own machine or link`;
      await expect(look(listener.port, host)).rejects.toMatchObject({
        name: 'BlindError',
        reason: 'failed',
        message: expect.stringContaining(message),
      });
      expect(listener.connections()).toBe(0);
    });

    it('knocks at no port below 1024', async () => {
      await expect(look(22, '10.0.0.1')).rejects.toThrow('where the bot does not look: its port is below 1024');
    });

    it('does where a setting allows it', async () => {
      expect(factsOf(await look(listener.port, 'localhost', true), 'stream-port')).toMatchObject([{ open: true }]);
    });
  });

  it('knocks at any port of Focus Server’s own host, by whatever name', async () => {
    const settings = { ...LAB, url: 'http://localhost/focus-server' };
    for (const host of ['localhost', '127.0.0.1']) {
      const seen = await collect(
        streamPortProbe({ clock: systemClock, settings }),
        withStream(listener.port, host),
        {},
      );
      expect(factsOf(seen, 'stream-port')).toMatchObject([{ open: true, host }]);
    }
    const low = await collect(streamPortProbe({ clock: systemClock, settings }), withStream(1), { until: () => true });
    expect(factsOf(low, 'stream-port')).toMatchObject([{ open: false, port: 1 }]);
  });

  it('is blind without an address', async () => {
    const watching = collect(streamPortProbe({ clock: systemClock, settings: LAB }), subject(), {});
    const message = 'the answer of configure named no stream address';
    await expect(watching).rejects.toMatchObject({ name: 'BlindError', reason: 'failed', message });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createHints } from '#investigation/hints.ts';
import type { Sighting } from '#investigation/probe.ts';
import { labClock } from '#lab/clock.ts';
import type { FocusBackend } from '#lab/services/focus-server/backend.ts';
import type { LabFocusServer } from '#lab/services/focus-server/focus-server.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { metadataProbe } from '#probes/focus-server/metadata.ts';
import { focusServer } from '../../lab/services/focus-server/backend.ts';
import { queue } from '../../support/evidence.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';
import { jumpingClock } from './jumping-clock.ts';

testProbe('the metadata probe', {
  enough: (seen) => seen.length > 3,
  async open() {
    const server = await focusServer();
    return {
      probe: metadataProbe({ settings: { url: server.url, insecureSkipTlsVerify: false }, clock: systemClock }),
      subject: subject(),
      setDown: (down) => server.setDown(down ? 'refused' : undefined),
      connections: () => server.connections,
      close: server.close,
    };
  },
});

describe('the metadata probe', () => {
  let server: LabFocusServer;
  const open = async (clock: Clock, overrides: Partial<FocusBackend> = {}) => {
    server = await focusServer(overrides, { clock });
    return metadataProbe({ settings: { url: server.url, insecureSkipTlsVerify: false }, clock });
  };
  afterEach(() => server.close());

  it('asks once more when it has answered for a consumer, and then now and then until the time is up', async () => {
    let asked = 0;
    const probe = await open(jumpingClock(), { metadata: () => (++asked === 4 ? 'ready' : 'unknown') });
    const about = subject({ zero: 1_700_000_000_000, timeoutMs: 30_000 });
    const sightings = await collect(probe, about, {});
    const told = sightings.findIndex((sighting) => 'isAnswered' in sighting);
    const answers = factsOf(sightings.slice(0, told), 'metadata-answer');
    expect(answers.map(({ answer }) => answer)).toEqual([
      'id-unknown',
      'id-unknown',
      'id-unknown',
      'ready',
      'id-unknown',
    ]);
    expect(answers.at(-2)?.status).toBe(200);
    expect((answers.at(-1)?.sentAt ?? 0) - (answers.at(-2)?.answeredAt ?? 0)).toBe(300);
    const later = factsOf(sightings.slice(told), 'metadata-answer').map(({ sentAt }) => sentAt - about.zero);
    expect(later.slice(0, 3)).toEqual([2_600, 4_600, 6_600]);
    expect(later.at(-1)).toBe(30_000);
    expect(sightings.filter((sighting) => 'isAnswered' in sighting)).toHaveLength(1);
  });

  it('asks once a second while RabbitMQ says that there is no consumer, and closely once there is one', async () => {
    const clock = jumpingClock();
    const hints = createHints(clock);
    let asked = 0;
    const probe = await open(clock, {
      metadata: () => {
        asked += 1;
        hints.hear(queue(0, asked < 4 ? {} : { consumers: 1 })[1]);
        return asked < 7 ? 'unknown' : 'ready';
      },
    });
    const sentAt: number[] = [];
    const watch = probe.watch(subject({ zero: clock.now() }), new AbortController().signal, hints);
    for await (const sighting of watch)
      if ('fact' in sighting && sighting.fact.kind === 'metadata-answer') sentAt.push(sighting.fact.sentAt);
    expect(sentAt.slice(1, 7).map((at, index) => at - (sentAt[index] ?? 0))).toEqual([1_000, 1_000, 1_000, 50, 50, 50]);
  });

  describe('of a job that is only watched', () => {
    const askedAt = async (hear: (asked: number, hints: ReturnType<typeof createHints>) => void, readyAfter = 99) => {
      const clock = jumpingClock();
      const hints = createHints(clock);
      let asked = 0;
      const probe = await open(clock, {
        metadata: () => {
          asked += 1;
          hear(asked, hints);
          return asked > readyAfter ? 'ready' : 'unknown';
        },
      });
      const about = { ...subject({ zero: clock.now(), timeoutMs: 30_000 }), watched: true as const };
      const sentAt: number[] = [];
      for await (const sighting of probe.watch(about, new AbortController().signal, hints))
        if ('fact' in sighting && sighting.fact.kind === 'metadata-answer')
          sentAt.push(sighting.fact.sentAt - about.zero);
      return sentAt;
    };

    it('asks at once, twice while it may be coming, and at the end', async () => {
      expect(await askedAt(() => {})).toEqual([0, 1_500, 7_000, 30_000]);
    });

    it('asks when its consumer has come, and once more where it answers, and then no more', async () => {
      const attach = (asked: number, hints: ReturnType<typeof createHints>) => {
        if (asked === 1) hints.hear(queue(0, { consumers: 1 })[1]);
      };
      expect(await askedAt(attach, 1)).toEqual([0, 0, 300]);
    });

    it('asks three times more where it does not answer though its consumer has come', async () => {
      const attach = (_asked: number, hints: ReturnType<typeof createHints>) =>
        hints.hear(queue(0, { consumers: 1 })[1]);
      expect(await askedAt(attach)).toEqual([0, 0, 700, 3_000, 30_000]);
    });
  });

  it('goes on asking after that until it hears of the job again, for 10 s at most', async () => {
    const down = { kind: 'error', status: 503, body: {} } as const;
    let asked = 0;
    const restarting = () => {
      asked += 1;
      if (asked === 1) return 'ready';
      return asked < 12 ? down : 'unknown';
    };
    const zero = 1_700_000_000_000;
    const probe = await open(jumpingClock(), { metadata: restarting });
    const isTold = { until: (seen: readonly Sighting[]) => seen.some((sighting) => 'isAnswered' in sighting) };
    const answers = factsOf(await collect(probe, subject({ zero }), isTold), 'metadata-answer');
    expect(answers).toHaveLength(12);
    expect(answers.at(-1)?.answer).toBe('id-unknown');
    await server.close();
    let once = true;
    const lost = await open(jumpingClock(), {
      metadata: () => {
        const first = once;
        once = false;
        return first ? 'ready' : down;
      },
    });
    const silent = factsOf(await collect(lost, subject({ zero }), isTold), 'metadata-answer');
    const [first, last] = [silent[0], silent.at(-1)];
    expect((last?.sentAt ?? 0) - (first?.answeredAt ?? 0)).toBeGreaterThanOrEqual(10_000);
    expect((last?.sentAt ?? 0) - (first?.answeredAt ?? 0)).toBeLessThan(11_000);
  });

  it('asks briskly for 10 s and calmly afterwards, until after the deadline', async () => {
    const clock = jumpingClock();
    const zero = clock.now();
    const probe = await open(clock);
    const answers = factsOf(await collect(probe, subject({ zero, timeoutMs: 12_100 }), {}), 'metadata-answer');
    const sent = answers.map(({ sentAt }) => sentAt - zero);
    expect(sent.slice(0, 3)).toEqual([0, 100, 200]);
    expect(sent.slice(99, 103)).toEqual([9_900, 10_000, 10_250, 10_500]);
    expect(sent.slice(-2)).toEqual([12_000, 12_100]);
  });

  it('asks once more when the deadline passed during a request', async () => {
    const clock = jumpingClock();
    const zero = clock.now();
    const metadata = () => {
      void clock.sleep(400);
      return 'unknown' as const;
    };
    const probe = await open(clock, { metadata });
    const answers = factsOf(await collect(probe, subject({ zero, timeoutMs: 1_000 }), {}), 'metadata-answer');
    expect(answers.map(({ sentAt }) => sentAt - zero)).toEqual([0, 400, 800, 1_200]);
  });

  it('asks once more when its time was over before it began', async () => {
    const clock = jumpingClock();
    const probe = await open(clock);
    const late = subject({ zero: clock.now() - 60_000, timeoutMs: 30_000 });
    expect(factsOf(await collect(probe, late, {}), 'metadata-answer')).toHaveLength(1);
  });

  it('asks rarely where the route does not exist', async () => {
    const clock = jumpingClock();
    const zero = clock.now();
    const probe = await open(clock);
    server.removeRoute('/metadata/{job_id}');
    const answers = factsOf(await collect(probe, subject({ zero, timeoutMs: 2_500 }), {}), 'metadata-answer');
    expect(answers.map(({ answer }) => answer)).toEqual(Array(4).fill('route-absent'));
    expect(answers.map(({ sentAt }) => sentAt - zero)).toEqual([0, 1_000, 2_000, 2_500]);
  });

  it('reads the clock of the server once', async () => {
    const clock = jumpingClock();
    const zero = clock.now();
    const probe = await open(clock);
    const sightings = await collect(probe, subject({ zero, timeoutMs: 300 }), {});
    const reading = { kind: 'clock-reading', clock: 'focus-server', sentAt: zero, answeredAt: zero };
    expect(factsOf(sightings, 'clock-reading')).toEqual([{ ...reading, stamp: zero + 6_000 }]);
  });

  it('goes on asking a server that fails and one that is gone', async () => {
    const probe = await open(systemClock);
    await server.setDown('gateway');
    const steps = [() => server.setDown('refused'), () => server.setDown(undefined)];
    const turns = ['server-error', 'network-error', 'id-unknown'];
    const seen: string[] = [];
    const sightings = await collect(probe, subject(), {
      until(sightings) {
        const answer = factsOf(sightings, 'metadata-answer').at(-1)?.answer;
        if (!answer || seen.at(-1) === answer) return false;
        seen.push(answer);
        void steps.shift()?.();
        return answer === 'id-unknown';
      },
    });
    expect(seen).toEqual(turns);
    const gone = factsOf(sightings, 'metadata-answer').find(({ answer }) => answer === 'network-error');
    expect(gone?.status).toBeUndefined();
    expect(gone?.detail).toMatch(/^GET \/metadata\/19-7: /);
  });

  it('does not let one hanging request eat all of its time', async () => {
    const clock = labClock(20);
    const probe = await open(clock);
    server.setHanging(true);
    // The last request is granted 1 s.
    const answers = factsOf(await collect(probe, subject({ timeoutMs: 1 }, clock), {}), 'metadata-answer');
    expect(answers.at(-1)).toMatchObject({ answer: 'network-error', detail: 'GET /metadata/19-7: no answer in 1 s' });
  });

  it('does not put into a path what is no job id', async () => {
    const probe = await open(systemClock);
    const watching = collect(probe, subject({ job: { id: '../configure' } }), {});
    await expect(watching).rejects.toThrow('"../configure", which is not a job id');
    expect(server.requests).toEqual([]);
  });
});

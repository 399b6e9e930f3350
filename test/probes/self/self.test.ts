import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BotStall } from '#investigation/observation.ts';
import { observe } from '#investigation/observe.ts';
import type { Probe } from '#investigation/probe.ts';
import { labClock } from '#lab/clock.ts';
import { systemClock } from '#lib/clock.ts';
import { openLoopback } from '#probes/self/loopback.ts';
import { type SelfOptions, selfProbe } from '#probes/self/self.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { soon } from '../../support/soon.ts';
import { factsOf, subject } from '../../support/subject.ts';

const NOWHERE = '/nowhere';
const options: SelfOptions = { clock: systemClock, cgroup: NOWHERE };

/** Keeps the whole process from running. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const stop: (() => void)[] = [];

afterEach(() => {
  for (const end of stop.splice(0)) end();
});

function watching(change: Partial<SelfOptions> = {}) {
  const left = new AbortController();
  stop.push(() => left.abort());
  const stalls: BotStall[] = [];
  const run = async () => {
    const watch = selfProbe({ ...options, ...change }).watch(subject(), left.signal);
    for await (const sighting of watch) stalls.push(...factsOf([sighting], 'bot-stall'));
  };
  const ended = run();
  const end = async () => {
    left.abort();
    await ended;
  };
  return { stalls, end };
}

/** Lets the event loop turn. */
const turns = (ms: number) => systemClock.sleep(ms);

describe('the bot’s own pace', () => {
  it('tells from when to when its process was kept from running', async () => {
    const { stalls, end } = watching();
    await turns(150);
    const from = Date.now();
    block(600);
    const to = Date.now();
    await soon(() => expect(stalls.some(({ delayMs }) => delayMs >= 550)).toBe(true));
    const stall = stalls.find(({ delayMs }) => delayMs >= 550);
    expect(stall).toMatchObject({ kind: 'bot-stall', by: 'event-loop' });
    const { from: told = to, to: until = from } = stall ?? {};
    expect(Math.min(to, until) - Math.max(from, told)).toBeGreaterThanOrEqual(500);
    await end();
  });

  it('tells of a stall that lasts until the end', async () => {
    const { stalls, end } = watching();
    await turns(150);
    block(500);
    await end();
    expect(stalls.some(({ delayMs }) => delayMs >= 350)).toBe(true);
  });

  it('counts no stall that did not pass on its clock', async () => {
    const clock = labClock(20);
    stop.push(() => clock.stop());
    const { stalls, end } = watching({ clock });
    await turns(50);
    block(400);
    await turns(100);
    await end();
    expect(stalls).toEqual([]);
  });

  it.each([
    ['version 2', 'cpu.stat', (ms: number) => `usage_usec 1\nnr_throttled 7\nthrottled_usec ${ms * 1_000}\n`],
    ['version 1', 'cpu/cpu.stat', (ms: number) => `nr_periods 9\nnr_throttled 7\nthrottled_time ${ms * 1_000_000}\n`],
  ])('tells that its cgroup was held by its CPU limit (%s)', async (_version, file, stat) => {
    const cgroup = await mkdtemp(path.join(tmpdir(), 'cgroup-'));
    await mkdir(path.join(cgroup, path.dirname(file)), { recursive: true });
    await writeFile(path.join(cgroup, file), stat(5_000));
    const { stalls, end } = watching({ cgroup });
    await turns(100);
    await writeFile(path.join(cgroup, file), stat(5_700));
    await soon(() => expect(stalls.some(({ by }) => by === 'cpu-throttled')).toBe(true));
    const stall = stalls.find(({ by }) => by === 'cpu-throttled');
    expect(stall?.delayMs).toBeGreaterThanOrEqual(700);
    await end();
  });

  it('tells that its own port was slow to answer', async () => {
    const open = async () => {
      const loopback = await openLoopback();
      return { ...loopback, ask: () => turns(400).then(loopback.ask) };
    };
    const { stalls, end } = watching({ openLoopback: open });
    await soon(() => expect(stalls.some(({ by }) => by === 'loopback')).toBe(true));
    await end();
  });

  it('is asked beside every look at an environment, holds nobody up and is no gap', async () => {
    const look: Probe = { id: 'ack', sees: ['ack-answer'], about: 'environment', once: true, async *watch() {} };
    const { job: _job, configure: _configure, ...environment } = subject();
    const probes = [selfProbe(options), look];
    const evidence = await observe(environment, { probes, clock: systemClock, signal: new AbortController().signal });
    expect(evidence.gaps).toEqual([]);
    expect(evidence.watches.map(({ probe, ended }) => [probe, ended])).toEqual([
      ['self', 'complete'],
      ['ack', 'complete'],
    ]);
    expect(evidence.endedAt - (evidence.watches[0]?.from ?? 0)).toBeLessThan(2_000);
  });
});

testProbe('the probe of the bot itself', {
  open: async () => {
    const busy = setInterval(() => block(350), 900);
    return {
      probe: selfProbe(options),
      subject: subject(),
      setDown: () => {},
      close: async () => clearInterval(busy),
    };
  },
});

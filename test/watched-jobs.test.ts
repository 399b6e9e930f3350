import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { createHistory } from '#history/history.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Scenario } from '#lab/scenario.ts';
import { consumerNeverCreated } from '#lab/scenarios/consumer-never-created.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { soon } from './support/soon.ts';

/** Jobs that others start, seen by a whole bot that watches; ten times as fast as real time. */
describe('a job that somebody else starts', { timeout: 90_000 }, () => {
  let lab: Lab;
  let redis: Redis;
  const open = async (scenario: Scenario) => {
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog, watch: true });
    redis = new Redis(lab.config.settings.REDIS_URL);
    // The worker has its lease, and its first list of Jobs.
    await lab.clock.sleep(10_000);
  };
  afterEach(async () => {
    redis.disconnect();
    await lab.close();
  });

  const historyOf = () => createHistory({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
  const lines = () => historyOf().past({ environment: 'lab' }, 10);
  const channel = () => lab.slack.channel('incidents').id;
  const roots = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === undefined);
  const words = (index: number) => JSON.stringify(roots()[index]?.blocks ?? '');
  const inTime = (check: () => unknown) => soon(check, 30_000);

  it('is timed and judged in silence, for a handful of requests to Focus Server and without a configure', async () => {
    await open(healthy);
    const id = await lab.configure();
    await inTime(async () => expect(await lines()).toHaveLength(1));
    const [line] = await lines();
    expect(line).toMatchObject({
      jobId: id,
      watched: true,
      requestedBy: 'watch',
      verdict: 'healthy',
      check: 'lab-watched',
    });
    const truth = lab.world.lives[0]?.came;
    const wasMs = (truth?.get('metadata') ?? 0) - (truth?.get('job') ?? 0);
    expect(Math.abs((line?.totalMs ?? 0) - wasMs)).toBeLessThan(2_000);
    const evidence = await historyOf().evidence(line?.investigation ?? '');
    const asked = evidence?.bill?.find(({ part }) => part === 'Focus Server')?.requests ?? 0;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(10);
    expect(roots()).toEqual([]);
    await lab.slack.command('history watched');
    await inTime(() => expect(roots()[0]?.text).toContain('watched jobs: healthy'));
    await lab.slack.command('history');
    await inTime(() => expect(roots()[1]?.text).toContain('No investigation is remembered'));
    await lab.slack.command('jobs');
    await inTime(() => expect(words(2)).toContain('watched: its consumer came '));
  });

  it('is no watched job where the bot started it itself', async () => {
    await open(healthy);
    await lab.slack.command('timing');
    await inTime(async () => expect(await lines()).toHaveLength(1));
    const id = await lab.configure();
    await inTime(async () => expect(await lines()).toHaveLength(2));
    const [theirs, ours] = await lines();
    expect(theirs).toMatchObject({ jobId: id, watched: true });
    expect(ours).not.toHaveProperty('watched');
    expect(ours?.jobId).not.toBe(id);
  });

  it('makes one alert when two in a row fail, which nobody can answer with a run', async () => {
    await open(consumerNeverCreated);
    await lab.configure();
    await lab.configure();
    await inTime(() => expect(roots()[0]?.text).toMatch(/lab: Focus Server made no consumer, since /));
    expect(words(0)).toContain('acknowledge');
    expect(words(0)).not.toContain('run-check');
    await lab.slack.command('checks');
    await inTime(() => expect(words(1)).toContain('watched, every job that somebody starts'));
    expect(words(1)).not.toContain('run-check');
    await lab.become(healthy);
    for (const _ of [1, 2]) await lab.configure();
    await inTime(() => expect(roots()[0]?.text).toMatch(/\*lab works again, /));
  });
});

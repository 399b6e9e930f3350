import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { createBookStore } from '#checks/book-store.ts';
import { createCaptures } from '#history/captures.ts';
import { createHistory } from '#history/history.ts';
import { type Lab, type LabOptions, openLab } from '#lab/lab.ts';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { soon } from '../support/soon.ts';

describe('a lab whose worker is apart', { timeout: 60_000 }, () => {
  let lab: Lab;
  afterEach(() => lab.close());
  const open = async (scenario = healthy, options: Partial<LabOptions> = {}) => {
    lab = await openLab({ scenario, speed: 1, seed: 1, log: silentLog, apart: true, ...options });
  };
  const incidents = () => lab.slack.messages(lab.slack.channel('incidents').id);
  const told = (words: string) =>
    soon(
      () =>
        expect(
          incidents()
            .map(({ text }) => text)
            .join(),
        ).toContain(words),
      50_000,
    );

  it('answers nothing while its worker is dead, and all of it when another one is there', async () => {
    await open();
    await lab.turn('worker-killed', true);
    await lab.slack.command('jobs');
    await lab.clock.sleep(1_000);
    expect(incidents()).toEqual([]);
    await lab.turn('worker-killed', false);
    await told('job');
    expect([...lab.switched]).toEqual([]);
  });

  it('stands still while its worker starves, and goes on', async () => {
    await open();
    await lab.turn('worker-starved', true);
    await lab.slack.command('jobs');
    await lab.clock.sleep(1_500);
    expect(incidents()).toEqual([]);
    await lab.turn('worker-starved', false);
    await told('job');
    expect(lab.turned).toMatchObject([{ id: 'worker-starved', until: expect.any(Number) }]);
  });

  it.each(['worker-killed', 'worker-starved'])('keeps %s on across a restart', async (id) => {
    await open();
    await lab.turn(id, true);
    await lab.restart();
    await lab.slack.command('jobs');
    await lab.clock.sleep(1_000);
    expect(incidents()).toEqual([]);
    await lab.turn(id, false);
    await told('job');
  });

  it('has one bot and one worker, whatever is done while they restart', async () => {
    await open();
    await Promise.all([lab.restart(), lab.restart()]);
    expect(lab.slack.connections).toBe(1);
    await lab.turn('worker-killed', true);
    await Promise.all([lab.restart(), lab.turn('worker-killed', false)]);
    await lab.turn('worker-killed', true);
    await lab.slack.command('jobs');
    await lab.clock.sleep(1_000);
    expect(incidents()).toEqual([]);
  });

  it('goes on with a look at somebody else’s job where a killed worker was, and owns to what nobody saw', async () => {
    await open(scenarioCalled('consumer-never-created'));
    const jobId = (await lab.configure()) ?? '';
    await lab.slack.command(`job ${jobId}`);
    await told('Watching');
    const redis = new Redis(lab.redis.url);
    try {
      const kept = () => redis.keys(`${PREFIX}:so-far:*`).then(([key = '']) => redis.hgetall(key));
      await soon(async () => expect(Object.keys(await kept()).length).toBeGreaterThan(10));
      const { zero } = JSON.parse((await kept()).subject ?? '{}') as { zero: number };
      await lab.turn('worker-killed', true);
      const killedAt = lab.clock.now();
      await lab.turn('worker-killed', false);
      const history = createHistory({ redis, prefix: PREFIX, clock: lab.clock, log: silentLog });
      const line = await soon(async () => {
        const [one] = await history.past({ environment: 'lab', jobId }, 1);
        if (!one) throw new Error('it has no report yet');
        return one;
      }, 50_000);
      const evidence = await history.evidence(line.investigation);
      expect(evidence?.subject.zero).toBe(zero);
      expect(evidence?.observations.filter(({ at }) => at < killedAt).length).toBeGreaterThan(10);
      const away = evidence?.gaps.filter(({ reason }) => reason === 'bot-away') ?? [];
      expect(away.length).toBeGreaterThan(0);
      for (const { from = 0, at } of away) {
        expect(killedAt - from).toBeLessThan(1_500);
        expect(at).toBeGreaterThan(killedAt);
      }
      expect(line.verdict).not.toBe('healthy');
      await soon(async () => expect(await redis.keys(`${PREFIX}:so-far:*`)).toEqual([]));
    } finally {
      redis.disconnect();
    }
  });

  it('goes on with a job that it watched by itself where a killed worker was, and judges it once', async () => {
    await open(scenarioCalled('consumer-never-created'), { watch: true });
    await soon(() => expect(lab.world.kubernetes.asked).toContain('watch jobs.batch'));
    const jobId = (await lab.configure()) ?? '';
    const redis = new Redis(lab.redis.url);
    try {
      const kept = () => redis.keys(`${PREFIX}:so-far:*`).then(([key = '']) => redis.hgetall(key));
      await soon(async () => expect(Object.keys(await kept()).length).toBeGreaterThan(10));
      await lab.turn('worker-killed', true);
      const killedAt = lab.clock.now();
      await lab.turn('worker-killed', false);
      const history = createHistory({ redis, prefix: PREFIX, clock: lab.clock, log: silentLog });
      await soon(async () => expect(await history.past({ environment: 'lab', jobId }, 1)).toHaveLength(1), 50_000);
      const [line] = await history.past({ environment: 'lab', jobId }, 5);
      expect(line).toMatchObject({ watched: true, requestedBy: 'watch', check: 'lab-watched' });
      expect(line?.verdict).not.toBe('healthy');
      const evidence = await history.evidence(line?.investigation ?? '');
      expect(evidence?.observations.filter(({ at }) => at < killedAt).length).toBeGreaterThan(10);
      const away = evidence?.gaps.filter(({ reason }) => reason === 'bot-away') ?? [];
      expect(away.length).toBeGreaterThan(0);
      for (const { from = 0, at } of away) {
        expect(killedAt - from).toBeLessThan(1_500);
        expect(at).toBeGreaterThan(killedAt);
      }
      const marks = async () => {
        const { checks } = await createBookStore({ redis, prefix: PREFIX, log: silentLog }).read();
        return checks['lab-watched']?.marks ?? [];
      };
      await soon(async () => expect(await marks()).toMatchObject([{ id: line?.investigation }]));
      await soon(async () => {
        expect(await redis.keys(`${PREFIX}:so-far:*`)).toEqual([]);
        expect(await redis.keys(`${PREFIX}:under-watch:*`)).toEqual([]);
      });
    } finally {
      redis.disconnect();
    }
  });

  it('tells all who asked about one job, wherever, that it is over, or that nobody knows it', async () => {
    await open(healthy, { speed: 10 });
    const elsewhere = lab.slack.addChannel('lab-floor').id;
    const jobId = await lab.configure();
    const redis = new Redis(lab.redis.url);
    try {
      const captures = createCaptures({ redis, prefix: PREFIX, clock: lab.clock, log: silentLog });
      await lab.world.lives[0]?.ended;
      await soon(async () => expect(await captures.list('lab', 5)).toMatchObject([{ jobId }]), 20_000);
      await lab.turn('worker-killed', true);
      for (const id of [jobId, '7-7']) {
        await lab.slack.command(`job ${id}`, { user: 'U0ONCALL' });
        await lab.slack.command(`job ${id}`, { user: 'U0LEAD', channel: elsewhere });
      }
      await lab.turn('worker-killed', false);
      const direct = () => lab.slack.messages(lab.slack.direct('U0LEAD')).map(({ text }) => text);
      await told(`${jobId}`);
      await soon(() => expect(direct()).toEqual([expect.stringContaining(`${jobId}`)]), 20_000);
      const alone = (user: string) =>
        lab.slack.ephemerals(user).filter(({ text }) => text.includes('has seen a job 7-7'));
      await soon(() => expect([alone('U0ONCALL').length, alone('U0LEAD').length]).toEqual([1, 1]), 40_000);
      expect([alone('U0ONCALL')[0]?.channel, alone('U0LEAD')[0]?.channel]).toEqual([
        lab.slack.channel('incidents').id,
        elsewhere,
      ]);
      expect(lab.slack.messages(elsewhere)).toEqual([]);
    } finally {
      redis.disconnect();
    }
  });

  it('harms no worker that shares its thread with the world', async () => {
    await open(scenarioCalled('healthy'), { apart: false });
    await expect(lab.turn('worker-killed', true)).rejects.toThrow('shares its thread');
    expect([...lab.switched]).toEqual([]);
    await expect(lab.turn('worker-kiled', true)).rejects.toThrow('did you mean worker-killed?');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabClock, labClock } from '#lab/clock.ts';
import type { Fault } from '#lab/scenario.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { soon } from '../../support/soon.ts';

const STOPPED: Fault = { kind: 'rabbitmq-down' };

describe('what is switched by hand', () => {
  let world: World;
  let clock: LabClock;
  beforeEach(async () => {
    clock = labClock(10);
    world = await openWorld({ clock, seed: 1, scenario: healthy });
  });
  afterEach(async () => {
    await world.close();
    clock.stop();
  });
  const deeds = () => world.lives.at(-1)?.deeds.map(({ what }) => what);
  const dated = async () => Date.parse((await fetch(`${world.kubernetes.url}/api`)).headers.get('date') ?? '');

  it('takes a living job’s consumer away, and gives it back', async () => {
    await somebodyConfigures(world.focusServer.url);
    const life = world.lives.at(-1);
    await soon(() => expect(life?.answering()).toBe(true));
    await world.turn([STOPPED]);
    expect(life?.answering()).toBe(false);
    expect(deeds()).toEqual(['rabbitmq-down', 'consumer-goes']);
    await world.turn([]);
    await soon(() => expect(life?.answering()).toBe(true));
    expect(deeds()).toEqual(['rabbitmq-down', 'consumer-goes', 'consumer-back']);
  });

  it('keeps a job from its queue for as long as it is on', async () => {
    await world.turn([STOPPED]);
    await somebodyConfigures(world.focusServer.url);
    const life = world.lives.at(-1);
    await clock.sleep(6_000);
    expect(life?.came.has('started')).toBe(true);
    expect(life?.came.has('queue')).toBe(false);
    await world.turn([]);
    await soon(() => expect(life?.answering()).toBe(true));
  });

  it('holds besides the story that is lived', async () => {
    await world.turn([{ kind: 'unseen', part: 'kubernetes', how: 'hangs' }]);
    await world.become(healthy);
    await expect(fetch(world.kubernetes.url, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
    await world.turn([]);
    expect((await fetch(world.kubernetes.url)).status).toBeLessThan(500);
  });

  it('sets the cluster’s clock ahead, and back', async () => {
    const before = await dated();
    await world.turn([{ kind: 'clock-ahead', byMs: 3_600_000 }]);
    expect((await dated()) - before).toBeGreaterThanOrEqual(3_600_000);
    await world.turn([]);
    expect((await dated()) - before).toBeLessThan(3_600_000);
  });

  it('brings a job of others, and takes it away', async () => {
    await world.turn([{ kind: 'other-jobs', count: 1, faults: [{ kind: 'never', stage: 'consumer' }] }]);
    expect(world.others.map((life) => life.came.has('consumer'))).toEqual([false]);
    await world.turn([]);
    expect(world.others).toEqual([]);
  });
});

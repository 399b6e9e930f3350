import { afterEach, describe, expect, it } from 'vitest';
import { type LabClock, labClock } from '#lab/clock.ts';
import type { Fault } from '#lab/scenario.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World } from '#lab/world/world.ts';

let world: World;
let clock: LabClock;

async function open(...faults: readonly Fault[]): Promise<void> {
  clock = labClock(10);
  const scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'healthy' as const } };
  world = await openWorld({ clock, seed: 1, scenario, counter: 162 });
}

afterEach(async () => {
  await world.close();
  clock.stop();
});

const metadata = async (id: string) => (await fetch(`${world.focusServer.url}/metadata/${id}`)).status;
const ask = (path: string) => fetch(`${world.kubernetes.url}/api/v1/namespaces/panda/${path}`);
const items = async (path: string) => ((await (await ask(path)).json()) as { items: unknown[] }).items;

describe('a world', () => {
  it('has jobs of other people that stream already, each with what was told of it', async () => {
    await open(
      { kind: 'other-jobs', count: 1, faults: [] },
      { kind: 'other-jobs', count: 1, faults: [{ kind: 'never', stage: 'metadata' }] },
      { kind: 'labels' },
    );
    await clock.sleep(200);
    const [one, other] = world.others.map(({ job }) => job.id);
    expect([one, other]).toEqual(['1-163', '2-164']);
    expect(await Promise.all([metadata('1-163'), metadata('2-164')])).toEqual([200, 404]);
    expect(await items('pods?labelSelector=job_id=1-163')).toHaveLength(2);
  });

  it('leaks the queue of an id that is the beginning of the next one', async () => {
    await open({ kind: 'leaked-queue', of: 'shorter-id', ready: 57 });
    expect(await somebodyConfigures(world.focusServer.url)).toBe('1-163');
    expect(world.rabbitmq.queues()).toContainEqual({
      name: expect.stringMatching(/^grpc-job-1-16-\d+\.\d+$/),
      consumers: 0,
      ready: 57,
    });
  });

  it('forgets every job when its backend restarts, and counts anew', async () => {
    await open({ kind: 'other-jobs', count: 1, faults: [] }, { kind: 'backend-restarts', atMs: 500 });
    await clock.sleep(200);
    expect(await metadata('1-163')).toBe(200);
    await somebodyConfigures(world.focusServer.url);
    await clock.sleep(4_000);
    expect(await metadata('1-163')).toBe(404);
    expect(await somebodyConfigures(world.focusServer.url)).toBe('3-1');
    const [backend] = await items('pods?labelSelector=app.kubernetes.io/name=panda-panda-focus-server');
    expect(backend).toMatchObject({
      status: { containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 137 } } }] },
    });
  });

  it('plays two faults at once, and shows neither logs nor events where they are gone', async () => {
    await open(
      { kind: 'image-pull', why: 'not found' },
      { kind: 'service-refused' },
      { kind: 'events-dropped' },
      { kind: 'logs-gone', how: 'failing' },
      { kind: 'denied', resource: 'services' },
    );
    await somebodyConfigures(world.focusServer.url);
    await clock.sleep(5_000);
    const name = world.lives[0]?.job.grpcPod;
    expect(world.kubernetes.get('Pod', 'panda', name ?? '')).toMatchObject({
      status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] },
    });
    expect(world.kubernetes.get('Service', 'panda', 'grpc-service-1-163')).toBeUndefined();
    expect(await items('events')).toEqual([]);
    expect((await ask('pods/rabbitmq-panda-0/log')).status).toBe(500);
    expect((await ask('services')).status).toBe(403);
  });
});

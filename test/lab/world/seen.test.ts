import { afterEach, describe, expect, it } from 'vitest';
import { type LabClock, labClock } from '#lab/clock.ts';
import type { Fault } from '#lab/scenario.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World } from '#lab/world/world.ts';

let world: World;
let clock: LabClock;

afterEach(async () => {
  await world.close();
  clock.stop();
});

interface Told {
  readonly events: readonly string[];
  readonly cleanup: readonly string[];
  readonly pod:
    | { readonly phase: string; readonly reason?: string; readonly state: unknown; readonly ready: boolean }
    | undefined;
  readonly job: object | undefined;
}

/** What Kubernetes says of a job after so long: of the analyzer and of the clean-up apart. */
async function told(fault: Fault | readonly Fault[], afterMs = 9_000): Promise<Told> {
  clock = labClock(12);
  const scenario = { id: 'own', story: 'seen', faults: [fault].flat(), expected: { verdict: 'healthy' as const } };
  world = await openWorld({ clock, seed: 1, scenario });
  const id = await somebodyConfigures(world.focusServer.url);
  await clock.sleep(afterMs);
  const events = (await list<Event>('api/v1/namespaces/panda/events')).sort(byName);
  const of = (name: string) =>
    events
      .filter(({ involvedObject }) => involvedObject.name.startsWith(name))
      .map(
        ({ type, reason, message }) =>
          `${type} ${reason}: ${message.replaceAll(/(-job-\d+-\d+)-[a-z0-9]{5}/g, '$1-x')}`,
      );
  const pods = await list<Pod>('api/v1/namespaces/panda/pods');
  const pod = pods.find(({ metadata }) => metadata.name.startsWith(`grpc-job-${id}`));
  const [job] = (await list<Job>('apis/batch/v1/namespaces/panda/jobs')).filter(
    ({ metadata }) => metadata.name === `grpc-job-${id}`,
  );
  const [container] = pod?.status.containerStatuses ?? [];
  return {
    events: of(`grpc-job-${id}`),
    cleanup: of(`cleanup-job-${id}`).map((line) => line.split(':')[0] ?? ''),
    pod: pod && {
      phase: pod.status.phase,
      ...(pod.status.reason && { reason: pod.status.reason }),
      state: container?.state,
      ready: container?.ready ?? false,
    },
    job: job?.status,
  };
}

interface Event {
  readonly metadata: { readonly name: string };
  readonly involvedObject: { readonly name: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}
interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly reason?: string;
    readonly containerStatuses?: readonly { readonly state: object; readonly ready: boolean }[];
  };
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly status: object;
}

async function list<T>(path: string): Promise<T[]> {
  return ((await (await fetch(`${world.kubernetes.url}/${path}`)).json()) as { items: T[] }).items;
}

/** An event's name ends in when it was. */
function byName(one: Event, other: Event): number {
  const at = ({ metadata }: Event) => metadata.name.split('.').at(-1) ?? '';
  return at(one) < at(other) ? -1 : 1;
}

const made = 'Normal SuccessfulCreate: Created pod: grpc-job-1-41-x';
const scheduled = 'Normal Scheduled: Successfully assigned panda/grpc-job-1-41-x to worker-node';
const pulled = 'Normal Pulled: Container image "registry.lab/baby-analyzer:2.4.1" already present on machine';
const created = 'Normal Created: Created container baby-analyzer';
const started = 'Normal Started: Started container baby-analyzer';
const stopping = 'Normal Killing: Stopping container baby-analyzer';
const limit = 'Warning BackoffLimitExceeded: Job has reached the specified backoff limit';
const cleanup = ['SuccessfulCreate', 'Scheduled', 'Pulled', 'Created', 'Started'].map((reason) => `Normal ${reason}`);

describe('the lab’s Kubernetes says what a real one was seen to say', () => {
  it('of a healthy job', async () => {
    const { events, cleanup: of, pod } = await told([], 4_000);
    expect(events).toEqual([made, scheduled, pulled, created, started]);
    expect(of).toEqual(cleanup);
    expect(pod).toMatchObject({ phase: 'Running', ready: true });
  });

  it('of a quota that leaves no room, while the clean-up runs', async () => {
    const why = 'exceeded quota: panda-compute';
    const { events, cleanup: of, pod, job } = await told({ kind: 'pod-refused', why }, 12_000);
    const refused =
      'Warning FailedCreate: Error creating: pods "grpc-job-1-41-x" is forbidden: exceeded quota: panda-compute';
    expect(events).toEqual([refused, refused]);
    expect(of).toEqual(cleanup);
    expect(pod).toBeUndefined();
    expect(job).toEqual({});
  });

  it('of an init container that hangs, and of one that ends after a while', async () => {
    const { events, pod } = await told({ kind: 'init-hangs', container: 'wait-for-recorder' });
    expect(events.slice(2)).toEqual([
      'Normal Created: Created container wait-for-recorder',
      'Normal Started: Started container wait-for-recorder',
    ]);
    expect(pod).toMatchObject({ phase: 'Pending', state: { waiting: { reason: 'PodInitializing' } } });
    await world.close();
    clock.stop();
    const later = await told({ kind: 'init-hangs', container: 'wait-for-recorder', forMs: 3_000 });
    expect(later.events.slice(4)).toEqual([pulled, created, started]);
    expect(later.pod).toMatchObject({ phase: 'Running', ready: true });
    expect(world.lives[0]?.came.get('consumer')).toBeGreaterThan(3_500);
  });

  it('of a deadline', async () => {
    const { events, pod, job } = await told({ kind: 'deadline', atMs: 4_000 }, 8_300);
    expect(events.slice(5)).toEqual(
      expect.arrayContaining([
        stopping,
        'Normal SuccessfulDelete: Deleted pod: grpc-job-1-41-x',
        'Warning DeadlineExceeded: Job was active longer than specified deadline',
      ]),
    );
    expect(pod?.phase).toMatch(/Running|Failed/);
    expect(job).toMatchObject({ conditions: [{ type: 'Failed', reason: 'DeadlineExceeded' }] });
  });

  it('of a grpc Job that was never made, while its clean-up is', async () => {
    const { events, cleanup: of, job } = await told({ kind: 'no-grpc-job' });
    expect(events).toEqual([]);
    expect(of).toEqual(cleanup);
    expect(job).toBeUndefined();
  });

  it('of an evicted pod, in the pod’s own words', async () => {
    const message = 'The node was low on resource: memory.';
    const { events, pod } = await told({ kind: 'pod-failed', after: 'ready', inMs: 900, reason: 'Evicted', message });
    expect(events.slice(5)).toEqual([`Warning Evicted: ${message}`, stopping, limit]);
    expect(pod).toEqual({ phase: 'Failed', reason: 'Evicted', state: undefined, ready: false });
  });
});

describe('what heals, and what comes and goes', () => {
  it('is attached again after it was cancelled', async () => {
    await told({ kind: 'consumer-goes', inMs: 1_000, backInMs: 1_500 }, 2_600);
    const consumers = () => world.rabbitmq.queues().filter((queue) => queue.consumers > 0).length;
    expect(world.lives[0]?.deeds.map(({ what }) => what)).toEqual([]);
    await clock.sleep(1_300);
    expect(consumers()).toBe(0);
    await clock.sleep(2_500);
    expect(consumers()).toBe(1);
    expect(world.lives[0]?.deeds.map(({ what }) => what)).toEqual(['consumer-goes', 'consumer-back']);
    expect(world.lives[0]?.answering()).toBe(true);
  });

  it('is a broker that comes back: the analyzer finds it at its next try', async () => {
    await told({ kind: 'for-a-while', fault: { kind: 'rabbitmq-down' }, untilMs: 6_000 }, 10_000);
    expect(world.lives[0]?.came.get('queue')).toBeGreaterThan(6_000);
    expect(world.lives[0]?.answering()).toBe(true);
  });

  it('is a gateway that answers for a stretch', async () => {
    const gateway: Fault = { kind: 'gateway', status: 502, title: '502 Bad Gateway' };
    await told({ kind: 'for-a-while', fault: gateway, fromMs: 1_000, untilMs: 3_000 }, 2_000);
    const status = async () => (await fetch(`${world.focusServer.url}/ack`)).status;
    expect(await status()).toBe(502);
    await clock.sleep(2_000);
    expect(await status()).toBe(200);
  });

  it('is the backend: a rollout puts another pod in its place', async () => {
    await told({ kind: 'backend-restarts', atMs: 500, how: 'rollout' }, 5_000);
    const pods = (await list<Pod>('api/v1/namespaces/panda/pods')).map(({ metadata }) => metadata.name);
    expect(pods.filter((name) => name.includes('focus-server'))).toEqual(['panda-panda-focus-server-7d4c8b6f9-m5n7p']);
    expect(world.lives[0]?.answering()).toBe(false);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { type LabClock, labClock } from '#lab/clock.ts';
import type { Fault } from '#lab/scenario.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { kubernetesJobStateOf } from '#probes/kubernetes/jobs.ts';
import { jobSchema, podSchema } from '#probes/kubernetes/objects.ts';
import { podStateOf } from '#probes/kubernetes/pod-state.ts';

let world: World;
let clock: LabClock;

afterEach(async () => {
  await world.close();
  clock.stop();
});

interface SeenEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

/** What Kubernetes shows of a job's analyzer so long after it was configured; random ends of names are `xxxxx`. */
async function seenAfter(ms: number, ...faults: readonly Fault[]) {
  clock = labClock(20);
  const scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'broken' as const } };
  world = await openWorld({ clock, seed: 1, scenario, counter: 162 });
  await somebodyConfigures(world.focusServer.url);
  await clock.sleep(ms);
  const { items } = (await (await fetch(`${world.kubernetes.url}/api/v1/namespaces/panda/events`)).json()) as {
    items: readonly SeenEvent[];
  };
  const ofAnalyzer = items.filter(({ involvedObject: { name } }) => name.startsWith('grpc-'));
  const named = (text: string) => text.replace(/(grpc-job-1-163)-[a-z0-9]{5}/g, '$1-xxxxx');
  const pod = world.kubernetes.get('Pod', 'panda', world.lives[0]?.job.grpcPod ?? '');
  const job = world.kubernetes.get('Job', 'panda', 'grpc-job-1-163');
  return {
    events: ofAnalyzer.map(({ type, reason, message }) => `${type} ${reason}: ${named(message)}`),
    pod: pod && podStateOf(podSchema.parse(pod), 'grpc', false),
    job: job && kubernetesJobStateOf(jobSchema.parse(job), false),
  };
}

const BACKOFF = 'Warning BackoffLimitExceeded: Job has reached the specified backoff limit';
const failure = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };

describe('what the lab’s Kubernetes says of a job', () => {
  it('is of one that is well what a real one says', async () => {
    const { events, pod, job } = await seenAfter(4_000);
    expect(events.toSorted()).toEqual([
      'Normal Created: Created container baby-analyzer',
      'Normal Pulled: Container image "registry.lab/baby-analyzer:2.4.1" already present on machine',
      'Normal Scheduled: Successfully assigned panda/grpc-job-1-163-xxxxx to worker-node',
      'Normal Started: Started container baby-analyzer',
      'Normal SuccessfulCreate: Created pod: grpc-job-1-163-xxxxx',
    ]);
    expect(pod).toMatchObject({ phase: 'Running', ready: true });
    expect(pod).not.toHaveProperty('conditions');
    expect(job).toMatchObject({ active: 1, failed: 0 });
  });

  it('names the ConfigMap that is missing', async () => {
    const message = 'configmap "analyzer-settings" not found';
    const reason = 'CreateContainerConfigError';
    const { events, pod } = await seenAfter(6_000, { kind: 'container-held', reason, message });
    expect(events).toContain(`Warning Failed: Error: ${message}`);
    expect(pod).toMatchObject({ phase: 'Pending', containers: [{ state: 'waiting', reason, message }] });
  });

  it('refuses a pod over and over that the quota does not allow', async () => {
    const why = 'exceeded quota: panda-compute, requested: requests.nvidia.com/gpu.shared=1';
    const { events, pod, job } = await seenAfter(13_000, { kind: 'pod-refused', why });
    const refused = `Warning FailedCreate: Error creating: pods "grpc-job-1-163-xxxxx" is forbidden: ${why}`;
    expect(events).toEqual([refused, refused]);
    expect(pod).toBeUndefined();
    expect(job).toMatchObject({ exists: true, active: 0, failed: 0 });
  });

  it('finds no node for the analyzer, and one for the clean-up, which needs no GPU', async () => {
    const message = '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.shared.';
    const { events, pod } = await seenAfter(
      4_000,
      { kind: 'unschedulable', message },
      { kind: 'never', stage: 'scheduled' },
    );
    expect(events).toEqual([
      `Warning FailedScheduling: ${message}`,
      'Normal SuccessfulCreate: Created pod: grpc-job-1-163-xxxxx',
    ]);
    expect(pod).toMatchObject({ phase: 'Pending', unschedulable: message, containers: [] });
    const { cleanupPod = '' } = world.lives[0]?.job ?? {};
    expect(world.kubernetes.get('Pod', 'panda', cleanupPod)).toMatchObject({ status: { phase: 'Running' } });
  });

  it('shows a pod that waits for its init container', async () => {
    const { events, pod } = await seenAfter(6_000, { kind: 'init-hangs', container: 'wait-for-recorder' });
    expect(events).toContain('Normal Started: Started container wait-for-recorder');
    expect(pod).toMatchObject({
      phase: 'Pending',
      containers: [
        { name: 'baby-analyzer', state: 'waiting', reason: 'PodInitializing' },
        { name: 'wait-for-recorder', init: true, state: 'running' },
      ],
    });
  });

  it('kills what its liveness probe finds dead', async () => {
    const { events, pod, job } = await seenAfter(12_000, {
      kind: 'killed-by-probe',
      inMs: 3_000,
      message: 'health: deadlock detected',
    });
    expect(events).toEqual(
      expect.arrayContaining([
        'Warning Unhealthy: Liveness probe failed: health: deadlock detected',
        'Normal Killing: Stopping container baby-analyzer',
        BACKOFF,
      ]),
    );
    expect(pod).toMatchObject({
      phase: 'Failed',
      containers: [{ state: 'terminated', reason: 'Error', exitCode: 137 }],
    });
    expect(job).toMatchObject({ failed: 1, failure });
  });

  it('ends a Job at its deadline', async () => {
    const { events, job } = await seenAfter(13_000, { kind: 'deadline', atMs: 12_000 });
    const message = 'Job was active longer than specified deadline';
    expect(events).toEqual(
      expect.arrayContaining([
        'Normal Killing: Stopping container baby-analyzer',
        'Normal SuccessfulDelete: Deleted pod: grpc-job-1-163-xxxxx',
        `Warning DeadlineExceeded: ${message}`,
      ]),
    );
    expect(job).toMatchObject({ active: 0, failed: 1, failure: { reason: 'DeadlineExceeded', message } });
  });

  it('completes a Job whose analyzer ends with 0', async () => {
    const fault = { kind: 'ends', after: 'started', inMs: 500, reason: 'Completed', exitCode: 0, lines: [] } as const;
    const { events, pod, job } = await seenAfter(5_000, fault);
    expect(events).toContain('Normal Completed: Job completed');
    expect(pod).toMatchObject({ phase: 'Succeeded', containers: [{ reason: 'Completed', exitCode: 0 }] });
    expect(job).toMatchObject({ succeeded: 1, failed: 0 });
  });

  it('says why a command cannot be started', async () => {
    const message = 'runc create failed: exec: "/opt/venv/bin/python": no such file or directory: unknown';
    const { events, pod, job } = await seenAfter(5_000, { kind: 'not-started', message });
    expect(events).toEqual(expect.arrayContaining([`Warning Failed: Error: ${message}`, BACKOFF]));
    expect(events).not.toContain('Normal Started: Started container baby-analyzer');
    expect(pod).toMatchObject({ phase: 'Failed', containers: [{ reason: 'StartError', message }] });
    expect(job).toMatchObject({ failure });
  });

  it('refuses a pod on the node, without a container', async () => {
    const words = { reason: 'UnexpectedAdmissionError', message: 'Allocate failed due to requested number of devices' };
    const { events, pod } = await seenAfter(3_000, { kind: 'not-admitted', ...words });
    expect(events).toContain(`Warning ${words.reason}: ${words.message}`);
    expect(pod).toMatchObject({ phase: 'Failed', ...words, containers: [] });
  });

  it('has the clean-up’s Job alone where no other was made', async () => {
    const { events, pod, job } = await seenAfter(4_000, { kind: 'no-grpc-job' });
    expect({ events, pod, job }).toEqual({ events: [], pod: undefined, job: undefined });
    expect(world.kubernetes.get('Job', 'panda', 'cleanup-job-1-163')).toBeDefined();
  });

  it('warns of whatever it is told to', async () => {
    const message = 'MountVolume.SetUp failed for volume "scratch": not found';
    const warned = { kind: 'warned', after: 'scheduled', on: 'pod', reason: 'FailedMount', message } as const;
    const { events, pod } = await seenAfter(4_000, warned, { kind: 'never', stage: 'started' });
    expect(events).toContain(`Warning FailedMount: ${message}`);
    expect(pod).toMatchObject({ phase: 'Pending', containers: [{ reason: 'ContainerCreating' }] });
  });
});

import { describe, expect, it } from 'vitest';
import { podSchema } from '#probes/kubernetes/objects.ts';
import { podStateOf } from '#probes/kubernetes/pod-state.ts';

const metadata = {
  name: 'grpc-job-19-7-8rlgb',
  uid: 'u1',
  creationTimestamp: '2026-01-01T00:00:01Z',
  labels: { app: 'x' },
};
const stateOf = (pod: object, deleted = false) => podStateOf(podSchema.parse({ metadata, ...pod }), 'grpc', deleted);
const container = (status: object) => {
  const all = stateOf({
    status: { containerStatuses: [{ name: 'main', image: 'i', ready: false, restartCount: 0, ...status }] },
  });
  return all?.containers[0];
};
const second = (text: string) => Date.parse(`2026-01-01T00:00:${text}Z`);

describe('the state of a pod', () => {
  it('has little to say of a pod that was just created', () => {
    expect(stateOf({ spec: {}, status: { phase: 'Pending' } })).toEqual({
      kind: 'pod-state',
      role: 'grpc',
      name: 'grpc-job-19-7-8rlgb',
      uid: 'u1',
      phase: 'Pending',
      ready: false,
      deleted: false,
      labels: { app: 'x' },
      createdStamp: second('01'),
      containers: [],
    });
  });

  it('reads readiness and scheduling from the conditions, not from the phase', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T00:00:02Z' },
      { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:03Z' },
    ];
    const state = stateOf({ spec: { nodeName: 'worker-node' }, status: { phase: 'Running', conditions } });
    expect(state).toMatchObject({ phase: 'Running', ready: false, node: 'worker-node', scheduledStamp: second('02') });
    expect(state).not.toHaveProperty('readyStamp');
  });

  it('says why a pod is not scheduled', () => {
    const message = '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.shared.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    expect(stateOf({ status: { phase: 'Pending', conditions } })).toMatchObject({ unschedulable: message });
  });

  it('says why a container waits', () => {
    expect(
      container({ state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } }),
    ).toEqual({
      name: 'main',
      image: 'i',
      state: 'waiting',
      ready: false,
      restarts: 0,
      reason: 'ImagePullBackOff',
      message: 'Back-off pulling image',
    });
  });

  it('says how a container ended', () => {
    const terminated = {
      exitCode: 137,
      reason: 'OOMKilled',
      startedAt: '2026-01-01T00:00:02Z',
      finishedAt: '2026-01-01T00:00:05Z',
    };
    expect(container({ state: { terminated } })).toMatchObject({
      state: 'terminated',
      reason: 'OOMKilled',
      exitCode: 137,
      startedStamp: second('02'),
      finishedStamp: second('05'),
    });
  });

  it('has the memory limit that its spec gives it, and none where the spec has none', () => {
    const status = { name: 'main', image: 'i', state: {} };
    const limited = { name: 'main', resources: { limits: { memory: '512Mi' } } };
    const stateIn = (containers: readonly object[]) =>
      stateOf({ spec: { containers }, status: { containerStatuses: [status] } })?.containers[0];
    expect(stateIn([{ name: 'beside' }, limited])).toMatchObject({ memoryLimit: '512Mi' });
    expect(stateIn([{ name: 'main', resources: { limits: 'none' } }])).not.toHaveProperty('memoryLimit');
  });

  it('keeps the last end of a container that runs again or waits to', () => {
    const lastState = { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T00:00:05Z' } };
    const again = { running: { startedAt: '2026-01-01T00:00:07Z' } };
    expect(container({ state: again, lastState, restartCount: 1 })).toMatchObject({
      state: 'running',
      restarts: 1,
      exitCode: 1,
      startedStamp: second('07'),
      finishedStamp: second('05'),
    });
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    expect(container({ state: waiting, lastState, restartCount: 1 })).toMatchObject({
      state: 'waiting',
      reason: 'CrashLoopBackOff',
      exitCode: 1,
    });
  });

  it('puts the init containers after those that do the work', () => {
    const status = (name: string) => ({ name, image: 'i', state: {}, ready: false, restartCount: 0 });
    const state = stateOf({ status: { initContainerStatuses: [status('init')], containerStatuses: [status('main')] } });
    expect(state?.containers.map(({ name, init }) => [name, init])).toEqual([
      ['main', undefined],
      ['init', true],
    ]);
  });

  it("keeps the pod's own words for its end, where no container ever was", () => {
    const words = {
      reason: 'UnexpectedAdmissionError',
      message:
        'Allocate failed due to requested number of devices unavailable for nvidia.com/gpu.shared. Requested: 1, Available: 0',
    };
    expect(stateOf({ status: { phase: 'Failed', ...words } })).toMatchObject({
      phase: 'Failed',
      ...words,
      containers: [],
    });
  });

  it('keeps the conditions that are False with a reason, and those that are unusual', () => {
    const unready = 'containers with unready status: [main]';
    const conditions = [
      { type: 'Initialized', status: 'True' },
      { type: 'PodReadyToStartContainers', status: 'False' },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: unready },
      { type: 'ContainersReady', status: 'False' },
      { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: 'preempting' },
    ];
    expect(stateOf({ status: { phase: 'Pending', conditions } })?.conditions).toEqual([
      { type: 'PodReadyToStartContainers', status: 'False' },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: unready },
      { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: 'preempting' },
    ]);
  });

  it('has no condition to tell of a pod that is well', () => {
    const usual = ['PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready', 'PodScheduled'];
    const conditions = usual.map((type) => ({ type, status: 'True' }));
    expect(stateOf({ status: { phase: 'Running', conditions } })).not.toHaveProperty('conditions');
  });

  it('takes a pod of strange shapes for what can be read of it', () => {
    const state = stateOf({
      spec: 7,
      status: { phase: 'Sleeping', conditions: 'x', containerStatuses: [null, { name: 'main', ready: 'yes' }] },
    });
    expect(state).toMatchObject({
      phase: 'Unknown',
      ready: false,
      containers: [{ name: 'main', ready: false, restarts: 0 }],
    });
    expect(
      podStateOf(podSchema.parse({ metadata: { name: 'p', creationTimestamp: 'yesterday' } }), 'grpc', false),
    ).toBeUndefined();
  });
});

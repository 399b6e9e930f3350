import { describe, expect, it } from 'vitest';
import { podSchema } from '#probes/kubernetes/objects.ts';
import { createRuns, type Run } from '#probes/logs/runs.ts';

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const terminated = { terminated: { exitCode: 1 } };
const waiting = { waiting: { reason: 'CrashLoopBackOff' } };

/** A pod with one container in this state, after so many restarts. */
function pod(state: object, restartCount = 0, lastState: object = {}, uid = 'u1') {
  const status = { name: 'main', image: 'lab:1', ready: false, restartCount, state, lastState };
  return podSchema.parse({ metadata: { name: 'pod', uid }, status: { containerStatuses: [status] } });
}

const inWords = (runs: readonly Run[]) => runs.map((run) => `${run.where()}${run.isRunning() ? ', running' : ''}`);

describe('the runs of containers', () => {
  it('tells a run when it begins, and once', () => {
    const runs = createRuns();
    expect(runs.news(pod({ waiting: { reason: 'ContainerCreating' } }), false)).toEqual([]);
    const [run] = runs.news(pod(running), false);
    expect([run?.isRunning(), run?.where()]).toEqual([true, 'present']);
    expect(runs.news(pod(running), false)).toEqual([]);
    expect(runs.news(pod(terminated), false)).toEqual([]);
    expect(run?.isRunning()).toBe(false);
  });

  it('tells a restart as another run, the log of the first being the previous one then', () => {
    const runs = createRuns();
    const [first] = runs.news(pod(running), false);
    expect(runs.news(pod(waiting, 0, terminated), false)).toEqual([]);
    expect(first?.where()).toBe('present');
    const [second] = runs.news(pod(running, 1, terminated), false);
    expect([first?.where(), second?.where()]).toEqual(['previous', 'present']);
    runs.news(pod(running, 2, terminated), false);
    expect([first?.where(), second?.where()]).toEqual([undefined, 'previous']);
  });

  it('tells of a container that it sees late the run before, too, but not those before that', () => {
    expect(inWords(createRuns().news(pod(running, 3, terminated), false))).toEqual(['previous', 'present, running']);
    expect(inWords(createRuns().news(pod(terminated, 3, terminated), false))).toEqual(['previous', 'present']);
    expect(inWords(createRuns().news(pod(running, 3), false))).toEqual(['present, running']);
  });

  it('tells the run that has ended of a container that waits to run again', () => {
    const runs = createRuns();
    expect(inWords(runs.news(pod(waiting, 3, terminated), false))).toEqual(['present']);
    expect(inWords(runs.news(pod(running, 4, terminated), false))).toEqual(['present, running']);
  });

  it('tells the run that begins where the count went up before it', () => {
    const runs = createRuns();
    expect(runs.news(pod(waiting, 1, terminated), false)).toHaveLength(1);
    expect(runs.news(pod(running, 1, terminated), false)).toHaveLength(1);
    expect(runs.news(pod(running, 1, terminated), false)).toHaveLength(0);
  });

  it('says that the log of a pod that is gone is to be had no more', () => {
    const runs = createRuns();
    const [run] = runs.news(pod(running), false);
    expect(runs.news(pod(running), true)).toEqual([]);
    expect([run?.where(), run?.isRunning()]).toEqual([undefined, false]);
    expect(inWords(runs.news(pod(running, 0, {}, 'u2'), false))).toEqual(['present, running']);
    expect(run?.where()).toBeUndefined();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import { backendLogsProbe } from '#probes/logs/backend-logs.ts';
import { jobLogsProbe } from '#probes/logs/job-logs.ts';
import { jobLabels, type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';
import { subject } from '../../support/subject.ts';

const POD = 'grpc-job-19-7-8rlgb';
let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

function watching(probe: Probe, about: Subject = subject({}, cluster.clock)) {
  const stop = new AbortController();
  const sightings: Sighting[] = [];
  const run = async () => {
    for await (const sighting of probe.watch(about, stop.signal)) sightings.push(sighting);
  };
  const ended = run().catch((error: unknown) => error);
  const lines = () => sightings.flatMap((each) => ('fact' in each && each.fact.kind === 'log-line' ? [each.fact] : []));
  const gaps = () => sightings.flatMap((each) => ('gap' in each ? [each.gap] : []));
  const texts = (of: (line: LogLine) => string = ({ text }) => text) => lines().map(of);
  const until = (expected: readonly string[], of?: (line: LogLine) => string) =>
    soon(() => expect(texts(of)).toEqual(expected));
  const end = async () => {
    stop.abort();
    return await ended;
  };
  return { until, texts, gaps, ended, end };
}

const jobLogs = () => jobLogsProbe(cluster);
const backendLogs = () => backendLogsProbe(cluster);
const addJobPod = (containers: readonly string[] = ['main']) =>
  void cluster.lab.create(runningPod(POD, jobLabels, containers));
const log = (line: string, container = 'main') => cluster.lab.log('panda', POD, container, line);

function setState(state: object, restartCount = 0, lastState: object = {}) {
  cluster.lab.update('Pod', 'panda', POD, (pod) => {
    pod.status = {
      phase: 'Running',
      containerStatuses: [{ name: 'main', image: 'lab:1', ready: false, restartCount, state, lastState }],
    };
  });
}

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const terminated = { terminated: { exitCode: 1, reason: 'Error' } };

describe("following a job's logs", () => {
  it('reads a container from its first line, though it begins to look later', async () => {
    addJobPod();
    log('first');
    const { until, end } = watching(jobLogs());
    await until(['first']);
    log('second');
    await until(['first', 'second']);
    expect(await end()).toBeUndefined();
  });

  it('tells a traceback and the line that introduces it as one entry, as soon as it is written', async () => {
    addJobPod();
    const { until, texts, end } = watching(jobLogs());
    const entry = [
      'ERROR pz.baby_analyzer could not set up consumer',
      'Traceback (most recent call last):',
      '  File "/opt/venv/pz/consumer.py", line 41, in attach',
      "pika.exceptions.ConnectionClosedByBroker: (320, 'CONNECTION_FORCED')",
    ];
    for (const line of ['INFO starting', ...entry]) log(line);
    await until(['INFO starting', entry.join('\n')]);
    expect(texts(({ level }) => level)).toEqual(['info', 'error']);
    log('ERROR alone');
    await until(['INFO starting', entry.join('\n'), 'ERROR alone']);
    expect(await end()).toBeUndefined();
  });

  it('waits for a container to start', async () => {
    addJobPod();
    setState({ waiting: { reason: 'ContainerCreating' } });
    const { until, end, gaps } = watching(jobLogs());
    await soon(() => expect(cluster.lab.connections).toBe(1));
    setState(running);
    log('hello');
    await until(['hello']);
    expect(gaps()).toEqual([]);
    await end();
  });

  it('reads all containers of all pods of the job, and of no other', async () => {
    addJobPod(['main', 'sidecar']);
    cluster.lab.create(runningPod('cleanup-job-19-7-abcde', { 'job-name': 'cleanup-job-19-7' }));
    cluster.lab.create(runningPod('grpc-job-19-7-not-a-pod', jobLabels));
    log('one');
    log('two', 'sidecar');
    cluster.lab.log('panda', 'cleanup-job-19-7-abcde', 'main', 'three');
    cluster.lab.log('panda', 'grpc-job-19-7-not-a-pod', 'main', 'four');
    const { texts, end } = watching(jobLogs());
    const inWords = ({ source, container, text }: LogLine) => `${source} ${container} ${text}`;
    await soon(() =>
      expect(texts(inWords).toSorted()).toEqual(['cleanup main three', 'grpc main one', 'grpc sidecar two']),
    );
    await end();
  });

  it('reads the last words of a container that has ended before it looked', async () => {
    addJobPod();
    log('last words');
    setState(terminated);
    const { until, end } = watching(jobLogs());
    await until(['last words']);
    expect(await end()).toBeUndefined();
  });

  it('reads every run of a container that restarts', async () => {
    addJobPod();
    log('run 1');
    const { until, end } = watching(jobLogs());
    await until(['run 1']);
    log('crash');
    setState(terminated);
    setState({ waiting: { reason: 'CrashLoopBackOff' } }, 0, terminated);
    setState(running, 1);
    log('run 2');
    await until(['run 1', 'crash', 'run 2']);
    expect(await end()).toBeUndefined();
  });

  it('reads the run before, too, of a container that it sees first after a restart', async () => {
    addJobPod();
    log('why it crashed');
    setState(terminated);
    setState(running, 1, terminated);
    log('run 2');
    const { texts, end, gaps } = watching(jobLogs());
    await soon(() => expect(texts().toSorted()).toEqual(['run 2', 'why it crashed']));
    expect(gaps()).toEqual([]);
    await end();
  });

  it('reads each line of a container once that restarts while nothing can be seen', async () => {
    addJobPod();
    log('run 1');
    const { until, texts, end, gaps } = watching(jobLogs());
    await until(['run 1']);
    await cluster.lab.setDown(true);
    log('crash');
    setState(terminated);
    setState(running, 1, terminated);
    for (let i = 0; i < 50; i += 1) log(`run 2, line ${i}`);
    await cluster.lab.setDown(false);
    log('at last');
    const second = Array.from({ length: 50 }, (_, i) => `run 2, line ${i}`);
    const all = ['run 1', 'crash', ...second, 'at last'].toSorted();
    await soon(() => expect(texts().toSorted()).toEqual(all));
    await cluster.clock.sleep(3_000);
    expect(texts().toSorted()).toEqual(all);
    expect(gaps()).toEqual([]);
    await end();
  });

  it('reads to the last line of a container that ends and goes with its pod at once', async () => {
    addJobPod();
    log('first');
    const { until, end, gaps } = watching(jobLogs());
    await until(['first']);
    const words = Array.from({ length: 200 }, (_, i) => `last words ${i}`);
    for (const line of words) log(line);
    setState(terminated);
    cluster.lab.remove('Pod', 'panda', POD);
    await until(['first', ...words]);
    expect(gaps()).toEqual([]);
    expect(await end()).toBeUndefined();
  });

  it('goes on after a broken connection without losing or repeating a line', async () => {
    addJobPod();
    log('a');
    log('b');
    const { until, end, gaps } = watching(jobLogs());
    await until(['a', 'b']);
    await cluster.lab.setDown(true);
    log('c');
    await cluster.lab.setDown(false);
    log('d');
    await until(['a', 'b', 'c', 'd']);
    expect(gaps()).toEqual([]);
    expect(await end()).toBeUndefined();
  });

  it('goes on after a connection that had stood for long broke once', async () => {
    addJobPod();
    log('a');
    const { until, end, gaps } = watching(jobLogs());
    await until(['a']);
    await cluster.clock.sleep(11_000);
    await cluster.lab.setDown(true);
    await cluster.clock.sleep(300);
    log('b');
    await cluster.lab.setDown(false);
    await cluster.clock.sleep(3_000);
    log('c');
    await until(['a', 'b', 'c']);
    expect(gaps()).toEqual([]);
    expect(await end()).toBeUndefined();
  });

  it('reads everything after a loss of any length, and tells how long it saw nothing', async () => {
    addJobPod();
    log('a');
    const { until, end, gaps } = watching(jobLogs());
    await until(['a']);
    await cluster.lab.setDown(true);
    log('b');
    await cluster.clock.sleep(9_000);
    await cluster.lab.setDown(false);
    log('c');
    await until(['a', 'b', 'c']);
    for (const gap of gaps()) expect(gap).toMatchObject({ reason: 'unreachable', from: expect.any(Number) });
    expect(await end()).toBeUndefined();
  });

  it('says from when to when it did not see a log that is gone with its pod', async () => {
    addJobPod();
    log('a');
    const { until, end, gaps } = watching(jobLogs());
    await until(['a']);
    const lostAt = cluster.clock.now();
    await cluster.lab.setDown(true);
    log('never read');
    cluster.lab.remove('Pod', 'panda', POD);
    await cluster.lab.setDown(false);
    await soon(() => expect(gaps()).toHaveLength(1));
    const [gap] = gaps();
    expect(gap).toMatchObject({
      reason: 'failed',
      detail: expect.stringMatching(/^the log of main in pod .* could not be seen for \d/),
    });
    expect(gap?.from).toBeGreaterThanOrEqual(lostAt);
    expect(gap?.from).toBeLessThan(cluster.clock.now());
    expect(await end()).toBeUndefined();
  });

  it('ends a log quietly with its pod', async () => {
    addJobPod();
    log('a');
    const { until, end, gaps } = watching(jobLogs());
    await until(['a']);
    cluster.lab.remove('Pod', 'panda', POD);
    await cluster.clock.sleep(3_000);
    expect(gaps()).toEqual([]);
    expect(await end()).toBeUndefined();
  });

  it('is blind where logs may not be read', async () => {
    cluster.lab.deny({ verb: 'get', resource: 'pods/log' });
    addJobPod();
    expect(await watching(jobLogs()).ended).toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('cannot get resource "pods/log"'),
    });
  });

  it('reads 2,000 lines and says that there were more', async () => {
    addJobPod();
    for (let i = 0; i < 2_005; i += 1) log(`line ${i}`);
    const { ended, texts, gaps } = watching(jobLogs());
    expect(await ended).toBeUndefined();
    expect(texts()).toHaveLength(2_000);
    expect(gaps()).toMatchObject([{ reason: 'cut-short' }]);
  });

  it('replaces bytes that are no text', async () => {
    addJobPod();
    log('caf\u00e9 \ud800 end');
    const { until, end } = watching(jobLogs());
    await until(['caf\u00e9 \ufffd end']);
    await end();
  });
});

describe("following the backend's logs", () => {
  const say = (line: string) => cluster.lab.log('panda', 'backend-1', 'main', line);

  beforeEach(() => {
    cluster.lab.create(runningPod('backend-1', { app: 'backend' }));
  });

  it('keeps what names the job, warnings and errors', async () => {
    say('INFO got configuration: {}');
    say('INFO Running RPC command: --queue-name grpc-job-19-7-1763048055.5');
    say('INFO Applied YAML from job-19-71.yml');
    say('WARNING slow');
    say('ERROR Cannot configure');
    const { until, end } = watching(backendLogs());
    await until([
      'INFO Running RPC command: --queue-name grpc-job-19-7-1763048055.5',
      'WARNING slow',
      'ERROR Cannot configure',
    ]);
    expect(await end()).toBeUndefined();
  });

  it('keeps what it says about configuring where there is no job', async () => {
    say('INFO got configuration: {}');
    say('INFO something else');
    say('ERROR validation failed');
    const { job: _job, ...refused } = subject({}, cluster.clock);
    const { until, end } = watching(backendLogs(), refused);
    await until(['INFO got configuration: {}', 'ERROR validation failed']);
    expect(await end()).toBeUndefined();
  });

  it('begins five seconds before zero', async () => {
    say('ERROR long ago');
    await cluster.clock.sleep(9_000);
    say('ERROR just before');
    await cluster.clock.sleep(1_000);
    const { until, end } = watching(backendLogs());
    say('ERROR now');
    await until(['ERROR just before', 'ERROR now']);
    await end();
  });

  it('reads the end of a run that crashed longer ago, while its container waits to be started again', async () => {
    for (let nth = 1; nth <= 50; nth++) say(`ERROR ${nth}`);
    await cluster.clock.sleep(9_000);
    cluster.lab.update('Pod', 'panda', 'backend-1', (pod) => {
      const crashed = { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: terminated };
      const status = { name: 'main', image: 'lab:1', ready: false, restartCount: 0, ...crashed };
      pod.status = { phase: 'Running', containerStatuses: [status] };
    });
    const { until, end } = watching(backendLogs());
    await until(Array.from({ length: 40 }, (_, i) => `ERROR ${i + 11}`));
    expect(await end()).toBeUndefined();
  });

  it('reads a pod that comes later from its first line', async () => {
    const { until, end } = watching(backendLogs());
    await soon(() => expect(cluster.lab.connections).toBeGreaterThan(0));
    cluster.lab.create(runningPod('backend-2', { app: 'backend' }));
    cluster.lab.log('panda', 'backend-2', 'main', 'ERROR cannot start');
    await until(['ERROR cannot start']);
    await end();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CaptureStage, ended, factsIn, openCaptureStage, running, textsIn } from '../support/capture-stage.ts';
import { runningPod } from '../support/kubernetes-lab-probe.ts';
import { soon } from '../support/soon.ts';

const POD = 'grpc-job-19-7-8rlgb';
const CLEANUP = 'cleanup-job-19-7-x2x2x';
let stage: CaptureStage;

beforeEach(async () => {
  stage = await openCaptureStage();
  stage.lab.create(runningPod('backend-1', { app: 'backend' }));
});

afterEach(async () => {
  await stage.close();
});

const event = (kind: string, name: string, reason: string) =>
  stage.lab.event({ namespace: 'panda', type: 'Normal', reason, message: `${reason} it is`, object: { kind, name } });
const backend = (text: string) => stage.write('backend-1', text);
const isGone = (capture: { end: string } | undefined) => expect(capture?.end).toBe('gone');
const hasTexts =
  (...texts: readonly string[]) =>
  (capture: Parameters<typeof textsIn>[0]) =>
    expect(textsIn(capture)).toEqual(texts);

describe('capturing a job', () => {
  it('keeps what its pods were and logged, its events, and what the backend said about it', async () => {
    stage.capturer().capture('19-7');
    stage.pod({ name: POD, init: ['prepare'] });
    stage.write(POD, 'prepared', 'prepare');
    stage.pod({ name: CLEANUP });
    stage.pod({ name: 'grpc-job-19-71-8rlgb' });
    stage.write(POD, 'hello');
    stage.write(CLEANUP, 'low CPU');
    stage.write('grpc-job-19-71-8rlgb', 'of another job');
    backend('INFO Applied YAML from job-19-7.yml');
    backend('INFO Applied YAML from job-19-71.yml');
    event('Pod', POD, 'Started');
    event('Job', 'grpc-job-19-7', 'SuccessfulCreate');
    event('Job', 'grpc-job-19-71', 'SuccessfulCreate');
    event('Service', 'grpc-service-19-7', 'Exposed');
    await stage.until('19-7', (capture) => expect(capture?.observations.length).toBeGreaterThanOrEqual(9));
    stage.write(POD, 'the end');
    stage.remove(POD);
    stage.remove(CLEANUP);
    const capture = await stage.until('19-7', isGone);
    expect(textsIn(capture, 'grpc').toSorted()).toEqual(['hello', 'prepared', 'the end']);
    expect(textsIn(capture, 'cleanup')).toEqual(['low CPU']);
    expect(factsIn(capture, 'log-line').filter(({ source }) => source === 'backend')).toMatchObject([
      { text: 'INFO Applied YAML from job-19-7.yml', namesJob: true },
    ]);
    expect(
      factsIn(capture, 'kubernetes-event')
        .map(({ reason }) => reason)
        .toSorted(),
    ).toEqual(['Exposed', 'Started', 'SuccessfulCreate']);
    const states = factsIn(capture, 'pod-state').map(({ name, deleted }) => `${name}${deleted ? ' gone' : ''}`);
    expect(states.toSorted()).toEqual([CLEANUP, `${CLEANUP} gone`, POD, `${POD} gone`]);
    expect(capture).toMatchObject({ life: expect.stringMatching(/^uid of/), failed: false, droppedLines: 0 });
    expect(capture.lastSeenAt).toBeGreaterThan(capture.firstSeenAt);
    expect(await stage.find('19-71')).toBeUndefined();
  });

  it('keeps what was said and logged before it was asked to', async () => {
    backend('INFO Running RPC command: --queue-name grpc-job-19-7-1763048055.5');
    stage.pod({ name: POD });
    stage.write(POD, 'long before');
    event('Pod', POD, 'Scheduled');
    await stage.clock.sleep(20_000);
    stage.capturer().capture('19-7');
    const capture = await stage.until('19-7', (found) => expect(found?.observations).toHaveLength(4));
    expect(textsIn(capture, 'grpc')).toEqual(['long before']);
    expect(textsIn(capture, 'backend')).toHaveLength(1);
  });

  it('follows a job once, however often it is asked to, and looks no more when all jobs are over', async () => {
    const capturer = stage.capturer();
    stage.pod({ name: POD });
    for (let times = 0; times < 3; times += 1) capturer.capture('19-7');
    stage.write(POD, 'once');
    await stage.until('19-7', hasTexts('once'));
    expect(stage.lab.connections).toBeLessThanOrEqual(6);
    stage.remove(POD);
    await stage.until('19-7', isGone);
    await soon(() => expect(stage.lab.connections).toBe(0));
    expect(textsIn(await stage.find('19-7'))).toEqual(['once']);
  });

  it('refuses what is no job id', () => {
    expect(() => stage.capturer().capture('19-7,app=x')).toThrow('is not a job id');
  });

  it('ends after its longest time, the job living on', async () => {
    stage.capturer({ longestMs: 20_000 }).capture('19-7');
    stage.pod({ name: POD });
    stage.write(POD, 'hello');
    await stage.until('19-7', hasTexts('hello'));
    await soon(() => expect(stage.lab.connections).toBe(0));
    expect(await stage.find('19-7')).toMatchObject({ end: 'living' });
  });

  it('keeps what the backend said about a job that never got a pod', async () => {
    stage.capturer().capture('19-7');
    backend('ERROR cannot apply job-19-7.yml');
    const capture = await stage.until('19-7', hasTexts('ERROR cannot apply job-19-7.yml'));
    expect(capture).toMatchObject({ life: '', failed: false });
    await soon(() => expect(stage.lab.connections).toBe(0), 15_000);
    expect(await stage.find('19-7')).toMatchObject({ end: 'gone' });
  });

  it('leaves a capture as it is when it is asked for a job that is long gone', async () => {
    const first = stage.capturer();
    first.capture('19-7');
    stage.pod({ name: POD });
    stage.write(POD, 'hello');
    await stage.until('19-7', hasTexts('hello'));
    stage.remove(POD);
    const before = await stage.until('19-7', isGone);
    await first.close();
    const second = stage.capturer();
    second.capture('19-7');
    await stage.clock.sleep(30_000);
    await second.close();
    expect(await stage.find('19-7')).toEqual(before);
  });

  it('notes that a job lives on which says nothing', async () => {
    stage.capturer().capture('19-7');
    stage.pod({ name: POD });
    const { lastSeenAt } = await stage.until('19-7', (capture) => expect(capture).toBeDefined());
    await stage.until('19-7', (capture) => expect(capture?.lastSeenAt).toBeGreaterThan(lastSeenAt + 10_000));
  });

  it('reads every run of a container that restarts', async () => {
    stage.capturer().capture('19-7');
    stage.pod({ name: POD });
    stage.write(POD, 'run 1');
    await stage.until('19-7', hasTexts('run 1'));
    stage.write(POD, 'crash');
    stage.set(POD, ended());
    stage.set(POD, running, { restarts: 1, last: ended() });
    stage.write(POD, 'run 2');
    expect(await stage.until('19-7', hasTexts('run 1', 'crash', 'run 2'))).toMatchObject({ failed: true });
  });

  it('keeps what it has when it closes', async () => {
    const capturer = stage.capturer({ flushMs: 60 * 60_000 });
    capturer.capture('19-7');
    stage.pod({ name: POD });
    stage.write(POD, 'hello');
    await soon(() => expect(stage.lab.connections).toBeGreaterThanOrEqual(4));
    await stage.clock.sleep(2_000);
    await capturer.close();
    expect(textsIn(await stage.find('19-7'))).toEqual(['hello']);
    capturer.capture('19-8');
    expect(stage.lab.connections).toBe(0);
  });

  it('lets two processes follow one job, and keeps each line once', async () => {
    const [one, other] = [stage.capturer(), stage.capturer({ flushMs: 1_300 })];
    one.capture('19-7');
    other.capture('19-7');
    stage.pod({ name: POD });
    const texts = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    for (const text of texts) {
      stage.write(POD, text);
      await stage.clock.sleep(200);
    }
    event('Pod', POD, 'Started');
    stage.remove(POD);
    await Promise.all([one, other].map(async () => await stage.until('19-7', isGone)));
    await soon(() => expect(stage.lab.connections).toBe(0));
    const capture = await stage.find('19-7');
    expect(textsIn(capture)).toEqual(texts);
    expect(capture?.observations.filter(({ fact }) => fact.kind !== 'log-line')).toHaveLength(3);
  });
});

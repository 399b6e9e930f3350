import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '#history/capture.ts';
import { type CaptureStage, factsIn, openCaptureStage, textsIn } from '../support/capture-stage.ts';
import { soon } from '../support/soon.ts';

const POD = 'grpc-job-19-7-8rlgb';
let stage: CaptureStage;
let stop: AbortController;

beforeEach(async () => {
  stage = await openCaptureStage();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await stage.close();
});

const hasTexts =
  (...texts: readonly string[]) =>
  (capture: Parameters<typeof textsIn>[0]) =>
    expect(textsIn(capture)).toEqual(texts);
const probesOf = (gaps: readonly { readonly probe: string }[] = []) =>
  [...new Set(gaps.map(({ probe }) => probe))].toSorted();
const refusals = (capture: Capture | undefined) => capture?.gaps.filter(({ reason }) => reason === 'refused');
const troubles = () => stage.told.map(({ message, fields }) => ({ message, fields, ...fields }));

describe('capturing while Kubernetes cannot be seen', () => {
  it('says what it did not see, tries again, and goes on without losing or repeating a line', async () => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: POD });
    stage.write(POD, 'a');
    await stage.until('19-7', hasTexts('a'));
    await stage.lab.setDown(true);
    const blind = ['backend-logs', 'events', 'job-logs', 'pods'];
    await stage.until('19-7', (capture) => expect(probesOf(capture?.gaps)).toEqual(blind));
    stage.write(POD, 'b');
    await stage.lab.setDown(false);
    stage.write(POD, 'c');
    const capture = await stage.until('19-7', hasTexts('a', 'b', 'c'));
    expect(probesOf(capture.gaps)).toEqual(blind);
    expect(factsIn(capture, 'pod-state')).toHaveLength(1);
    await soon(() =>
      expect(troubles().filter(({ message }) => message === 'capturing goes on').length).toBeGreaterThanOrEqual(3),
    );
  });

  it('notices that a pod went in the meantime, and does not say that it saw it until then', async () => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: POD });
    await stage.until('19-7', (capture) => expect(capture).toBeDefined());
    await stage.lab.setDown(true);
    await stage.until('19-7', (capture) => expect(capture?.gaps.length).toBeGreaterThanOrEqual(2));
    const { lastSeenAt } = (await stage.find('19-7')) ?? { lastSeenAt: 0 };
    stage.remove(POD);
    await stage.clock.sleep(40_000);
    expect(await stage.find('19-7')).toMatchObject({ lastSeenAt, end: 'living' });
    await stage.lab.setDown(false);
    const capture = await stage.until('19-7', (found) => expect(found?.end).toBe('gone'));
    expect(factsIn(capture, 'pod-state').map(({ deleted }) => deleted)).toEqual([false, true]);
  });

  it('tells a job that begins in the dark what is not seen of it', async () => {
    const capturer = stage.capturer();
    stage.lab.deny({ verb: 'list', resource: 'events' });
    void capturer.watch(stop.signal);
    await soon(() => expect(troubles()).toMatchObject([{ what: 'events', reason: 'refused' }]));
    stage.pod({ name: POD });
    const capture = await stage.until('19-7', (found) => expect(found?.gaps).toHaveLength(1));
    expect(capture.gaps).toMatchObject([
      {
        probe: 'events',
        kinds: ['kubernetes-event'],
        reason: 'refused',
        detail: expect.stringContaining('cannot list'),
      },
    ]);
  });

  it('logs once that it may not read logs, tells each job, and tries again after minutes', async () => {
    stage.lab.deny({ verb: 'get', resource: 'pods/log' });
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: POD });
    stage.pod({ name: 'grpc-job-20-8-8rlgb' });
    stage.write(POD, 'a');
    for (const jobId of ['19-7', '20-8'])
      await stage.until(jobId, (capture) =>
        expect(refusals(capture)).toMatchObject([
          { probe: 'job-logs', detail: expect.stringContaining('cannot get resource "pods/log"') },
        ]),
      );
    await stage.clock.sleep(60_000);
    stage.lab.deny(undefined);
    expect(textsIn(await stage.find('19-7'))).toEqual([]);
    await soon(async () => expect(textsIn(await stage.find('19-7'))).toEqual(['a']), 15_000);
    expect(troubles().filter(({ fields }) => 'reason' in fields && fields.reason === 'refused')).toHaveLength(1);
    expect(refusals(await stage.find('19-7'))).toHaveLength(1);
  });
});

describe('capturing while Redis cannot be reached', () => {
  it('keeps in memory what it cannot keep there, and keeps it there later, each line once', async () => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: POD });
    stage.write(POD, 'a');
    await stage.until('19-7', hasTexts('a'));
    await stage.server.setDown(true);
    stage.write(POD, 'b');
    await stage.clock.sleep(10_000);
    stage.write(POD, 'c');
    stage.remove(POD);
    await stage.clock.sleep(20_000);
    await stage.server.setDown(false);
    const capture = await stage.until('19-7', (found) => expect(found?.end).toBe('gone'));
    expect(textsIn(capture)).toEqual(['a', 'b', 'c']);
    expect(capture.droppedLines).toBe(0);
  });

  it('keeps no more than it may in memory, and counts what it let go', async () => {
    const capturer = stage.capturer({ waitingOfJob: 10_000, waiting: 15_000 });
    void capturer.watch(stop.signal);
    const other = 'grpc-job-20-8-8rlgb';
    stage.pod({ name: POD });
    stage.pod({ name: other });
    for (const jobId of ['19-7', '20-8']) await stage.until(jobId, (capture) => expect(capture).toBeDefined());
    await stage.server.setDown(true);
    const texts = (name: string) => Array.from({ length: 400 }, (_, index) => `${name} ${index}`);
    for (const text of texts('a')) stage.write(POD, text);
    await stage.clock.sleep(6_000);
    for (const text of texts('b')) stage.write(other, text);
    await stage.clock.sleep(6_000);
    await stage.server.setDown(false);
    for (const jobId of ['19-7', '20-8'])
      await stage.until(jobId, (capture) => expect(capture?.droppedLines).toBeGreaterThan(0));
    stage.write(POD, 'last');
    stage.write(other, 'last');
    for (const jobId of ['19-7', '20-8']) {
      const capture = await stage.until(jobId, (found) => expect(textsIn(found)).toContain('last'));
      const kept = textsIn(capture);
      expect(kept.length).toBeGreaterThan(20);
      expect(kept.length).toBeLessThan(150);
      expect(capture.droppedLines).toBe(401 - kept.length);
    }
    const beginning = textsIn(await stage.find('19-7'));
    expect([beginning[0], beginning.at(-2)]).toEqual(['a 0', 'a 399']);
  });

  it('closes within a second or two', async () => {
    const capturer = stage.capturer();
    void capturer.watch(stop.signal);
    stage.pod({ name: POD });
    await stage.until('19-7', (capture) => expect(capture).toBeDefined());
    await stage.server.setDown(true);
    stage.write(POD, 'never kept');
    await stage.clock.sleep(5_000);
    await capturer.close();
    expect(stage.lab.connections).toBe(0);
    await stage.server.setDown(false);
  });
});

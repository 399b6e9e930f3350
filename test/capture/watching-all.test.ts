import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canaries } from '../support/canaries.ts';
import { type CaptureStage, ended, factsIn, openCaptureStage, running, textsIn } from '../support/capture-stage.ts';
import { runningPod } from '../support/kubernetes-lab-probe.ts';
import { soon } from '../support/soon.ts';

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

const podOf = (jobId: string) => `grpc-job-${jobId}-8rlgb`;
const isGone = (capture: { end: string } | undefined) => expect(capture?.end).toBe('gone');
const hasTexts =
  (...texts: readonly string[]) =>
  (capture: Parameters<typeof textsIn>[0]) =>
    expect(textsIn(capture)).toEqual(texts);

describe('capturing every job of a namespace', () => {
  it('keeps those that come and those that are there already, each under its id', async () => {
    stage.lab.create(runningPod('backend-1', { app: 'backend' }));
    stage.pod({ name: podOf('1-5') });
    stage.write(podOf('1-5'), 'before the watch');
    await stage.clock.sleep(20_000);
    void stage.capturer().watch(stop.signal);
    await stage.until('1-5', hasTexts('before the watch'));
    stage.pod({ name: podOf('2-6') });
    stage.pod({ name: podOf('2-61') });
    stage.pod({ name: 'preprocessor-1-5' });
    stage.lab.log('panda', 'backend-1', 'main', '2025-11-13T15:34:15+0000 INFO Applied YAML from job-2-6.yml');
    stage.write(podOf('2-6'), 'six');
    stage.write(podOf('2-61'), 'sixty-one');
    await stage.until('2-6', (capture) => expect(textsIn(capture)).toHaveLength(2));
    await stage.until('2-61', hasTexts('sixty-one'));
    stage.remove(podOf('2-6'));
    expect(textsIn(await stage.until('2-6', isGone), 'grpc')).toEqual(['six']);
    expect(await stage.captures.list('lab', 10)).toHaveLength(3);
  });

  it('lets what was being captured already be, and goes on with it when it is asked to stop', async () => {
    const capturer = stage.capturer();
    capturer.capture('1-5');
    stage.pod({ name: podOf('1-5') });
    stage.pod({ name: podOf('2-6') });
    stage.write(podOf('1-5'), 'a');
    stage.write(podOf('2-6'), 'x');
    await stage.until('1-5', hasTexts('a'));
    const watch = capturer.watch(stop.signal);
    await stage.until('2-6', hasTexts('x'));
    stop.abort();
    await watch;
    stage.write(podOf('1-5'), 'b');
    stage.write(podOf('2-6'), 'y');
    await stage.until('1-5', hasTexts('a', 'b'));
    expect(await stage.find('2-6')).toMatchObject({ end: 'living' });
    expect(textsIn(await stage.find('2-6'))).toEqual(['x']);
  });

  it('keeps nothing once it holds no longer', async () => {
    let holds = true;
    const watch = stage.capturer().watch(stop.signal, () => holds);
    stage.pod({ name: podOf('1-5') });
    stage.write(podOf('1-5'), 'a');
    await stage.until('1-5', hasTexts('a'));
    holds = false;
    stage.write(podOf('1-5'), 'b');
    await stage.clock.sleep(10_000);
    stop.abort();
    await watch;
    expect(textsIn(await stage.find('1-5'))).toEqual(['a']);
    await soon(() => expect(stage.lab.connections).toBe(0));
  });

  it('goes on with what another process kept, and repeats no line of it', async () => {
    const first = stage.capturer();
    void first.watch(stop.signal);
    stage.pod({ name: podOf('1-5') });
    stage.write(podOf('1-5'), 'a');
    stage.write(podOf('1-5'), 'b');
    await stage.until('1-5', hasTexts('a', 'b'));
    await first.close();
    stage.write(podOf('1-5'), 'c');
    void stage.capturer().watch(stop.signal);
    const capture = await stage.until('1-5', hasTexts('a', 'b', 'c'));
    expect(factsIn(capture, 'pod-state')).toHaveLength(1);
    expect(capture).toMatchObject({ end: 'living', droppedLines: 0 });
  });

  it('gives a job that comes back under an id the place of the one that had it', async () => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: podOf('1-5'), uid: 'first' });
    stage.write(podOf('1-5'), 'old');
    await stage.until('1-5', hasTexts('old'));
    await stage.clock.sleep(40_000);
    stage.remove(podOf('1-5'));
    stage.pod({ name: podOf('1-5'), uid: 'second' });
    stage.write(podOf('1-5'), 'new');
    expect(await stage.until('1-5', hasTexts('new'))).toMatchObject({ life: 'second' });
  });

  it('reads no more logs at once than it may, says so, and reads the others when there is room', async () => {
    void stage.capturer({ logs: 1 }).watch(stop.signal);
    stage.pod({ name: podOf('1-5') });
    await stage.until('1-5', (capture) => expect(capture).toBeDefined());
    stage.pod({ name: podOf('2-6') });
    stage.write(podOf('2-6'), 'x');
    const late = await stage.until('2-6', (capture) => expect(capture?.gaps).toHaveLength(1));
    expect(late.gaps).toMatchObject([{ kinds: ['log-line'], reason: 'cut-short' }]);
    expect(textsIn(late)).toEqual([]);
    stage.remove(podOf('1-5'));
    await stage.until('2-6', hasTexts('x'));
  });

  it.each([
    ['a pod that failed', () => stage.set(podOf('1-5'), ended(3), { phase: 'Failed' }), true],
    ['an image that cannot be pulled', () => stage.set(podOf('1-5'), { waiting: { reason: 'ErrImagePull' } }), true],
    ['a container that was killed and runs again', () => stage.set(podOf('1-5'), running, { last: ended(137) }), true],
    ['a line that says error', () => stage.write(podOf('1-5'), 'ERROR out of memory'), true],
    [
      'a container that waits to be created',
      () => stage.set(podOf('1-5'), { waiting: { reason: 'ContainerCreating' } }),
      false,
    ],
    ['a container that ended well', () => stage.set(podOf('1-5'), ended(0), { phase: 'Succeeded' }), false],
    ['a line that says nothing', () => stage.write(podOf('1-5'), 'INFO hello'), false],
  ])('takes %s for what it is', async (_name, happen, failed) => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: podOf('1-5') });
    await stage.until('1-5', (capture) => expect(capture).toMatchObject({ failed: false }));
    happen();
    await stage.until('1-5', (capture) => {
      expect(capture?.observations).toHaveLength(2);
      expect(capture?.failed).toBe(failed);
    });
  });

  it('takes the end of a pod that is being deleted for no failure', async () => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: podOf('1-5') });
    await stage.until('1-5', (capture) => expect(capture).toBeDefined());
    stage.lab.update('Pod', 'panda', podOf('1-5'), (pod) => {
      Object.assign(pod.metadata, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    });
    stage.set(podOf('1-5'), ended(137), { phase: 'Failed' });
    stage.remove(podOf('1-5'));
    expect(await stage.until('1-5', isGone)).toMatchObject({ failed: false });
  });

  it('takes a pod that is not ready after 30 s for a failure', async () => {
    void stage.capturer().watch(stop.signal);
    stage.pod({ name: podOf('1-5'), ready: false });
    expect(await stage.until('1-5', (capture) => expect(capture).toBeDefined())).toMatchObject({ failed: false });
    await stage.until('1-5', (capture) => expect(capture).toMatchObject({ failed: true }));
  });

  it('keeps no secret, not even one that goes over several lines', async () => {
    void stage.capturer({ flushMs: 500 }).watch(stop.signal);
    stage.lab.create(runningPod('backend-1', { app: 'backend' }));
    const jobIds = Array.from({ length: 8 }, (_, index) => `${index}-9`);
    for (const jobId of jobIds) stage.pod({ name: podOf(jobId) });
    for (const jobId of jobIds) await stage.until(jobId, (capture) => expect(capture).toBeDefined());
    for (const [index, { text }] of canaries.entries()) {
      const jobId = jobIds[index % jobIds.length] ?? '';
      for (const line of text.split('\n')) stage.write(podOf(jobId), line);
      stage.lab.log('panda', 'backend-1', 'main', `job ${jobId}: ${text.split('\n')[0]}`);
      const said = { type: 'Warning', reason: 'Failed', message: `${'long '.repeat(180)}${text}` } as const;
      stage.lab.event({ namespace: 'panda', ...said, object: { kind: 'Pod', name: podOf(jobId) } });
    }
    for (const jobId of jobIds) {
      stage.write(podOf(jobId), `${'x'.repeat(980)} token=${'S3cretCanary'.repeat(8)}`);
      const message = canaries.map(({ text }) => text).join('\n');
      stage.set(podOf(jobId), { waiting: { reason: 'ErrImagePull', message } });
      stage.write(podOf(jobId), 'the last line');
    }
    for (const jobId of jobIds)
      await stage.until(jobId, (capture) => {
        expect(textsIn(capture)).toContain('the last line');
        expect(textsIn(capture, 'backend').length).toBeGreaterThan(50);
        expect(factsIn(capture, 'pod-state')).toHaveLength(2);
        expect(factsIn(capture, 'kubernetes-event').length).toBeGreaterThan(50);
      });
    const stored = await everythingIn(stage);
    const leaked = canaries.filter(({ secrets }) => secrets.some((secret) => stored.includes(secret)));
    expect(leaked.map(({ name }) => name)).toEqual([]);
    expect(stored).not.toContain('S3cret');
  });
});

/** All keys and values of the Redis, unpacked. */
async function everythingIn({ redis }: CaptureStage): Promise<string> {
  const parts: string[] = [];
  for (const key of await redis.keys('*')) {
    parts.push(key);
    if ((await redis.type(key)) !== 'hash') {
      parts.push(...(await redis.zrange(key, '0', '-1')));
      continue;
    }
    for (const [field, value] of Object.entries(await redis.hgetallBuffer(key)))
      parts.push(field, String(/^p\d+$/.test(field) ? JSON.stringify(JSON.parse(String(gunzipSync(value)))) : value));
  }
  // As it would be read by people: without JSON's escapes.
  return parts.map((part) => part.replaceAll('\\"', '"').replaceAll('\\\\', '\\')).join('\n');
}

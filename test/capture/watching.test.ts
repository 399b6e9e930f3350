import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '#lib/logger.ts';
import { whileHolding } from '#lib/while-holding.ts';
import { type CaptureStage, openCaptureStage, textsIn } from '../support/capture-stage.ts';
import { soon } from '../support/soon.ts';

const POD = 'grpc-job-19-7-8rlgb';
/** Real ms. */
const TTL_MS = 900;
let stage: CaptureStage;
let processes: Process[];

/** One that would watch. */
interface Process {
  readonly holder: string;
  readonly redis: Redis;
  isWatching(): boolean;
  stop(): Promise<void>;
}

beforeEach(async () => {
  stage = await openCaptureStage();
  processes = [];
});

afterEach(async () => {
  for (const process of processes) await process.stop();
  await stage.close();
});

function begin(holder: string): Process {
  const capturer = stage.capturer();
  const stop = new AbortController();
  const redis = stage.connect();
  let watches = false;
  const watch: typeof capturer.watch = async (signal, holds) => {
    watches = true;
    await capturer.watch(signal, holds);
    watches = false;
  };
  const { clock } = stage;
  const ended = whileHolding({
    work: watch,
    redis,
    key: 'lease',
    holder,
    clock,
    log: silentLog,
    ttlMs: TTL_MS,
    signal: stop.signal,
  });
  const process = {
    holder,
    isWatching: () => watches,
    redis,
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
  processes.push(process);
  return process;
}

const watchers = () => processes.filter((process) => process.isWatching()).map(({ holder }) => holder);
const untilWatchedBy = (holders: readonly string[]) => soon(() => expect(watchers()).toEqual(holders), 8_000);
const hasTexts =
  (...texts: readonly string[]) =>
  (capture: Parameters<typeof textsIn>[0]) =>
    expect(textsIn(capture)).toEqual(texts);

describe('watching while holding the lease', () => {
  it('is done by one process at a time', async () => {
    begin('one');
    await untilWatchedBy(['one']);
    begin('two');
    begin('three');
    await stage.clock.sleep(20_000);
    expect(watchers()).toEqual(['one']);
    expect(await stage.redis.get('lease')).toBe('one');
  });

  it('is taken over at once from a process that stops', async () => {
    const one = begin('one');
    await untilWatchedBy(['one']);
    begin('two');
    await one.stop();
    expect(await stage.redis.get('lease')).not.toBe('one');
    await untilWatchedBy(['two']);
  });

  it('is taken over from a process that died, which repeats no line when it is not dead', async () => {
    const one = begin('one');
    stage.pod({ name: POD });
    stage.write(POD, 'a');
    await stage.until('19-7', hasTexts('a'));
    begin('two');
    // As good as dead: nothing it asks for is answered any more.
    for (const ask of ['eval', 'getex'] as const)
      vi.spyOn(one.redis, ask).mockImplementation(() => new Promise(() => {}));
    stage.write(POD, 'b');
    await untilWatchedBy(['two']);
    stage.write(POD, 'c');
    await stage.until('19-7', hasTexts('a', 'b', 'c'));
    vi.restoreAllMocks();
    stage.remove(POD);
    const capture = await stage.until('19-7', (found) => expect(found?.end).toBe('gone'));
    expect(textsIn(capture)).toEqual(['a', 'b', 'c']);
    expect(watchers()).toEqual(['two']);
  });

  it('ends at once when another one holds the lease', async () => {
    begin('one');
    await untilWatchedBy(['one']);
    await stage.redis.set('lease', 'somebody else', 'PX', 60_000);
    await untilWatchedBy([]);
    await stage.redis.del('lease');
    await untilWatchedBy(['one']);
  });

  it('ends when Redis has not answered for the time of the lease, and begins anew when it does', async () => {
    begin('one');
    await untilWatchedBy(['one']);
    await stage.server.setDown(true);
    await untilWatchedBy([]);
    await stage.server.setDown(false);
    await untilWatchedBy(['one']);
  });

  it('stops promptly while Redis does not answer', async () => {
    const one = begin('one');
    await untilWatchedBy(['one']);
    await stage.server.setDown(true);
    await one.stop();
    expect(watchers()).toEqual([]);
    await stage.server.setDown(false);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '#bundle/read-bundle.ts';
import { createHistory } from '#history/history.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { workerRedis } from '#queue/connection.ts';
import { PREFIX } from '#queue/names.ts';
import { evidence, healthyRun, noConsumerRun } from '../support/evidence.ts';
import { answerOf } from '../support/focus.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const run = (investigation: string, environment = 'staging', seen = healthyRun): Evidence =>
  evidence(seen, { subject: { investigation, environment } });

describe('focus in a terminal, on what is remembered', { timeout: 60_000 }, () => {
  let server: LabRedis;
  let redis: Redis;
  let terminal: Terminal;
  beforeAll(async () => {
    server = await openRedis();
    redis = workerRedis(server.url, silentLog);
    terminal = openTerminal();
    // Names that focus.yml uses may stand in .env too.
    writeFileSync(path.join(terminal.folder, '.env'), `REDIS_URL=${server.url}\nRABBITMQ_PASSWORD=x\n`);
    // Old evidence stays in the history for this test as long as it likes.
    const clock = { ...systemClock, now: () => run('x').endedAt };
    const history = createHistory({ redis, prefix: PREFIX, clock, log: silentLog });
    const save = (seen: Evidence, over: Partial<Report> = {}) =>
      history.save({ evidence: seen, report: { ...explain(seen), ...over } });
    await save(run('inv-a'));
    await save(run('inv-b', 'staging', noConsumerRun), { verdict: 'degraded' });
    await save(run('inv-c', 'production'), { verdict: 'inconclusive' });
    await save(run('inv-d', 'production'));
    await redis.hset(`${PREFIX}:history:inv-d`, 'evidence', 'rotten');
  });
  afterAll(async () => {
    terminal.close();
    redis.disconnect();
    await server.close();
  });

  it('writes a bundle, says what is not in it, and the bundle replays', async () => {
    const { out, err, code } = await terminal.process('bundle', 'inv-a');
    expect(err).toBe('');
    expect(out).toMatch(/^focus-inv-a\.zip: 5 files, \d+ kB\n {2}not in it: a capture of the job \(none is kept\)\n/);
    expect(code).toBe(0);
    const { manifest, report } = readBundle(readFileSync(path.join(terminal.folder, 'focus-inv-a.zip')));
    expect(manifest).toMatchObject({
      investigation: 'inv-a',
      bot: JSON.parse(readFileSync('package.json', 'utf8')).version,
    });
    expect(await terminal.focus('replay', 'focus-inv-a.zip')).toEqual({ out: report, err: '', code: 0 });
  });

  it('writes it where it is told', async () => {
    expect(await terminal.focus('bundle', 'inv-b', '--out', 'b.zip')).toMatchObject({ code: 0 });
    expect(readBundle(readFileSync(path.join(terminal.folder, 'b.zip'))).manifest.verdict).toBe('degraded');
    const nowhere = await terminal.focus('bundle', 'inv-b', '--out=no/such/b.zip');
    expect(nowhere).toMatchObject({ out: '', code: 3 });
    expect(nowhere.err).toContain('The bundle could not be written to no/such/b.zip: ENOENT');
  });

  it('ends with 3 for what is not remembered or not said', async () => {
    const { out, err, code } = await terminal.focus('bundle', 'inv-z');
    expect(err).toMatch(/^The history knows no investigation inv-z\n/);
    expect({ out, code }).toEqual({ out: '', code: 3 });
    expect((await answerOf('bundle')).err).toBe("missing required argument 'investigation'\n");
  });

  it('lists which stored runs today’s rules would judge differently', async () => {
    const { out, err, code } = await terminal.focus('replay', '--rules');
    expect(out.split('\n')).toEqual([
      'production inv-c 2025-11-13T15:34Z: was inconclusive (no cause named) → is healthy (no cause named)',
      'staging inv-b 2025-11-13T15:34Z: was degraded (consumer-never-created) → is broken (consumer-never-created)',
      '2 of 3 runs would be judged differently',
      '',
    ]);
    expect(err).toContain('production inv-d: its evidence cannot be read any more');
    expect(code).toBe(1);
  });

  it('goes over one environment, and over as many as asked', async () => {
    const { out } = await terminal.focus('replay', '--rules', '--environment', 'staging', '--limit', '1');
    expect(out).toMatch(/of 1 runs would be judged differently\n$/);
    const mistaken = await terminal.focus('replay', '--rules', '--environment', 'stagign');
    expect(mistaken).toMatchObject({ out: '', code: 3 });
    expect(mistaken.err).toContain('The history knows no environment stagign\nDid you mean staging?');
  });
});

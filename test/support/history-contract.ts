import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHistory, type History } from '#history/history.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import type { LogLine } from '#investigation/observation.ts';
import type { Report } from '#investigation/report.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { evidence, ZERO } from './evidence.ts';
import type { ReachedRedis } from './queue-contract.ts';
import { finding, report } from './report.ts';

const DAY = 24 * 60 * 60_000;

const errorLine: LogLine = {
  kind: 'log-line',
  source: 'grpc',
  pod: 'grpc-job-19-7-8rlgb',
  container: 'main',
  level: 'error',
  namesJob: false,
  text: '',
};

/** What every Redis must let the history do. Each test has keys of its own and removes them. */
export function testHistory(title: string, reach: () => Promise<ReachedRedis>): void {
  describe(`the history on ${title}`, () => {
    let server: ReachedRedis;
    let redis: Redis;
    let prefix: string;
    let warnings: object[];
    let now: number;
    let history: History;

    beforeAll(async () => {
      server = await reach();
      redis = new Redis(server.url);
    });
    beforeEach(() => {
      prefix = `test-${randomUUID()}`;
      warnings = [];
      now = ZERO + 60_000;
      history = open({ count: 10, ageMs: 30 * DAY });
    });
    afterEach(async () => {
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(keys);
    });
    afterAll(async () => {
      redis.disconnect();
      await server.close();
    });

    function open(keep: { count: number; ageMs: number }): History {
      const clock: Clock = { ...systemClock, now: () => now };
      const log: Log = { ...silentLog, warn: (fields) => void warnings.push(fields) };
      return createHistory({ redis, prefix, clock, log, keep });
    }

    /** Investigation `id`, started `minute` minutes after the others' zero. */
    async function save(id: string, minute = 0, change: Partial<Report> = {}) {
      const startedAt = ZERO + minute * 60_000;
      const told = report({ investigation: id, startedAt, verdict: 'broken', ...change });
      const seen = evidence([], { subject: { investigation: id, zero: startedAt } });
      await history.save({ evidence: seen, report: told });
      return { report: told, evidence: seen };
    }

    const idsOf = async (environment = 'staging', count = 100) =>
      (await history.latest(environment, count)).map(({ investigation }) => investigation);

    it('gives back the evidence and the report as they were saved', async () => {
      const saved = await save('one', 0, { headline: 'Grüße · 你好 · 🦊'.repeat(500) });
      expect(await history.report('one')).toEqual(saved.report);
      expect(await history.evidence('one')).toEqual(saved.evidence);
      expect(warnings).toEqual([]);
    });

    it('stores them compressed', async () => {
      await save('one', 0, { headline: 'much the same '.repeat(5000) });
      expect(await redis.hstrlen(`${prefix}:history:one`, 'report')).toBeLessThan(5000);
    });

    it('knows which errors an earlier investigation of the environment had, whatever their ids and times', async () => {
      const errors = (text: string) =>
        evidence([[100, { ...errorLine, text }]], { subject: { environment: 'staging' } });
      await history.save({ evidence: errors('ERROR channel 7 closed'), report: report({ investigation: 'one' }) });
      await history.save({ evidence: errors('ERROR channel 8 closed'), report: report({ investigation: 'two' }) });
      const signatures = ['ERROR channel 3 closed', 'ERROR disk full'].map(signatureOf);
      expect(await history.knownErrors('staging', signatures)).toEqual({
        investigations: 2,
        knownErrors: signatures.slice(0, 1),
      });
      expect(await history.knownErrors('test', signatures)).toEqual({ investigations: 0, knownErrors: [] });
      now += 31 * DAY;
      await save('three', 31 * 24 * 60);
      expect((await history.knownErrors('staging', signatures)).knownErrors).toEqual([]);
    });

    it('knows nothing of an investigation that was never saved', async () => {
      expect(await history.report('none')).toBeUndefined();
      expect(await history.evidence('none')).toBeUndefined();
      expect(await history.latest('staging', 5)).toEqual([]);
      expect(warnings).toEqual([]);
    });

    it('lists the latest first, a line each, by environment', async () => {
      await save('early', 1, { verdict: 'degraded', cause: finding({ id: 'pod-not-scheduled' }), jobId: '19-7' });
      const { cause: _cause, jobId: _job, ...plain } = report({ verdict: 'healthy' });
      await history.save({
        evidence: evidence([]),
        report: { ...plain, investigation: 'late', startedAt: ZERO + 120_000 },
      });
      await save('elsewhere', 3, { environment: 'test' });
      expect(await history.latest('staging', 5)).toEqual([
        { investigation: 'late', verdict: 'healthy', startedAt: ZERO + 120_000 },
        {
          investigation: 'early',
          verdict: 'degraded',
          cause: 'pod-not-scheduled',
          startedAt: ZERO + 60_000,
          jobId: '19-7',
        },
      ]);
      expect(await idsOf('staging', 1)).toEqual(['late']);
      expect(await idsOf('staging', 0)).toEqual([]);
      expect(await idsOf('test')).toEqual(['elsewhere']);
    });

    it('replaces what was saved of the same investigation before', async () => {
      await save('one', 0, { verdict: 'healthy' });
      await save('one', 0, { verdict: 'broken' });
      expect(await history.latest('staging', 5)).toMatchObject([{ investigation: 'one', verdict: 'broken' }]);
      expect(await redis.zcard(`${prefix}:history-healthy:staging`)).toBe(0);
    });

    it('forgets the oldest healthy ones first when there are too many, and then the oldest failures', async () => {
      for (let minute = 1; minute <= 8; minute += 1) await save(`failed-${minute}`, minute);
      for (let minute = 11; minute <= 13; minute += 1) await save(`healthy-${minute}`, minute, { verdict: 'healthy' });
      expect(await idsOf()).toHaveLength(10);
      expect(await history.report('healthy-11')).toBeUndefined();
      expect(await history.report('failed-1')).toBeDefined();
      // Two healthy ones of ten stay, or nothing would be known of what is usual.
      await save('failed-20', 20);
      expect(await history.report('failed-1')).toBeUndefined();
      expect(await idsOf()).toEqual(expect.arrayContaining(['failed-20', 'healthy-13', 'healthy-12', 'failed-2']));
      expect(await redis.zcard(`${prefix}:history-healthy:staging`)).toBe(2);
    });

    it('always keeps the one just saved', async () => {
      for (let minute = 1; minute <= 12; minute += 1) await save(`failed-${minute}`, minute);
      await save('newest', 20, { verdict: 'healthy' });
      expect(await history.report('newest')).toBeDefined();
    });

    it('does not let one environment push out another', async () => {
      await save('elsewhere', 0, { environment: 'test', verdict: 'healthy' });
      for (let minute = 1; minute <= 12; minute += 1) await save(`failed-${minute}`, minute);
      expect(await idsOf('test')).toEqual(['elsewhere']);
    });

    it('forgets what is too old', async () => {
      await save('old', 0, { verdict: 'healthy' });
      now += 31 * DAY;
      await save('new', 31 * 24 * 60);
      expect(await idsOf()).toEqual(['new']);
      expect(await redis.zcard(`${prefix}:history-healthy:staging`)).toBe(0);
      const left = await redis.pttl(`${prefix}:history:new`);
      expect(left).toBeGreaterThan(29 * DAY);
      expect(left).toBeLessThanOrEqual(30 * DAY);
    });

    it.each([
      ['no gzip', Buffer.from('{"version":1}'), 'incorrect header check'],
      ['cut off', gzipSync('{"version":1}').subarray(0, 15), 'unexpected end of file'],
      ['no JSON', gzipSync('<html>'), 'is not valid JSON'],
      ['no object', gzipSync('[1]'), 'it is no object'],
      ['of a newer version', gzipSync('{"version":2,"investigation":"one"}'), 'its version is 2, known is 1'],
      ['of another investigation', gzipSync('{"version":1,"investigation":"two","subject":null}'), 'it is of another'],
      ['enormous', gzipSync(Buffer.alloc(65 * 1024 * 1024)), 'larger than'],
    ])('takes an entry that is %s for absent, and says why in the log', async (_name, stored, why) => {
      await save('one');
      await redis.hset(`${prefix}:history:one`, { report: stored, evidence: stored });
      expect(await history.report('one')).toBeUndefined();
      expect(await history.evidence('one')).toBeUndefined();
      expect(warnings).toMatchObject([
        { investigation: 'one', error: expect.stringMatching(/^the report of investigation one cannot be read: /) },
        { investigation: 'one', error: expect.stringMatching(/^the evidence of investigation one cannot be read: /) },
      ]);
      expect(JSON.stringify(warnings)).toContain(why);
    });

    it('leaves a line that cannot be read out of the list', async () => {
      await save('good', 1);
      await save('bad', 2);
      await save('gone', 3);
      await redis.hset(`${prefix}:history:bad`, { summary: '{"version":' });
      await redis.del(`${prefix}:history:gone`);
      expect(await idsOf()).toEqual(['good']);
      expect(warnings).toMatchObject([{ investigation: 'bad' }]);
    });
  });
}

import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHistory, type History, type HistoryOptions } from '#history/history.ts';
import { type HistoryRetention, RETENTION } from '#history/retention.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import type { LogLine } from '#investigation/observation.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { Report } from '#investigation/report/report.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { version } from '#lib/version.ts';
import { evidence, healthyRun, type Seen, ZERO } from './evidence.ts';
import { backend, looked, MINUTE, settings } from './parts.ts';
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
      history = open();
    });
    afterEach(async () => {
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(keys);
    });
    afterAll(async () => {
      redis.disconnect();
      await server.close();
    });

    function open(keep: Partial<HistoryRetention['entries']> = {}, change: Partial<HistoryOptions> = {}): History {
      const clock: Clock = { ...systemClock, now: () => now };
      const log: Log = { ...silentLog, warn: (fields) => void warnings.push(fields) };
      const entries = { ...RETENTION.entries, count: 10, ...keep };
      return createHistory({ redis, prefix, clock, log, keep: { ...RETENTION, entries }, ...change });
    }

    /** Investigation `id`, started `minute` minutes after the others' zero. */
    async function save(id: string, minute = 0, change: Partial<Report> & { check?: string } = {}, into = history) {
      const startedAt = ZERO + minute * 60_000;
      const { check, ...changes } = change;
      const told = report({ investigation: id, startedAt, verdict: 'broken', ...changes });
      const seen = evidence(healthyRun, { subject: { investigation: id, zero: startedAt } });
      await into.save({ evidence: seen, report: told, ...(check !== undefined && { check }) });
      return { report: told, evidence: seen };
    }

    const ids = (lines: readonly PastInvestigation[]) => lines.map(({ investigation }) => investigation);
    const idsOf = async (environment = 'staging', count = 100) => ids(await history.past({ environment }, count));

    /** Of the investigations that were saved, those of which the evidence is kept. */
    async function kept(environment = 'staging'): Promise<string[]> {
      const saved = await idsOf(environment);
      const found = await Promise.all(saved.map((id) => history.evidence(id)));
      return saved.filter((_, index) => found[index]);
    }

    /** Members of indexes without a line, and lines without an index. */
    async function strays(): Promise<string[]> {
      const lines = await redis.hkeys(`${prefix}:history-lines`);
      const indexes = await redis.keys(`${prefix}:history-index:*`);
      const members = (await Promise.all(indexes.map((key) => redis.zrange(key, '0', '-1')))).flat();
      return [...members.filter((id) => !lines.includes(id)), ...lines.filter((id) => !members.includes(id))];
    }

    /** Somebody's job that was watched. */
    async function watch(id: string, minute: number, change: Partial<Report> = {}) {
      const startedAt = ZERO + minute * MINUTE;
      const told = report({ investigation: id, startedAt, verdict: 'healthy', ...change });
      const seen = evidence(healthyRun, { subject: { investigation: id, zero: startedAt, watched: true } });
      await history.save({ evidence: seen, report: told });
    }

    it('lists watched jobs beside the others, alone, or not at all', async () => {
      await save('asked', 1);
      await watch('theirs', 2);
      const listed = async (watched?: boolean) =>
        ids(await history.past({ environment: 'staging', ...(watched !== undefined && { watched }) }, 10));
      expect(await listed()).toEqual(['theirs', 'asked']);
      expect(await listed(true)).toEqual(['theirs']);
      expect(await listed(false)).toEqual(['asked']);
    });

    it('lets no watched job take the room of what somebody asked', async () => {
      history = open(
        { count: 5 },
        { keep: { lines: { count: 6, ageMs: 90 * DAY }, entries: { ...RETENTION.entries, count: 5 } } },
      );
      for (const minute of [1, 2, 3]) await save(`asked-${minute}`, minute);
      for (const minute of [11, 12, 13, 14, 15]) await watch(`theirs-${minute}`, minute, { verdict: 'broken' });
      expect(await idsOf()).toEqual(['theirs-15', 'theirs-14', 'theirs-13', 'asked-3', 'asked-2', 'asked-1']);
      expect(await kept()).toEqual(['theirs-15', 'theirs-14', 'asked-3', 'asked-2', 'asked-1']);
      expect(await strays()).toEqual([]);
    });

    it('learns what is usual of watched jobs from watched jobs alone', async () => {
      const request = 'a job that somebody else started';
      for (let minute = 1; minute <= 10; minute++)
        await save(`asked-${minute}`, minute, { verdict: 'healthy', request });
      const question = { environment: 'staging', request, before: ZERO + 60 * MINUTE };
      expect((await history.baseline(question))?.runs).toBe(10);
      expect(await history.baseline({ ...question, watched: true })).toBeUndefined();
      for (let minute = 11; minute <= 20; minute++) await watch(`theirs-${minute}`, minute, { request });
      expect((await history.baseline({ ...question, watched: true }))?.runs).toBe(10);
      expect((await history.baseline(question))?.runs).toBe(10);
    });

    it('gives back the evidence and the report as they were saved', async () => {
      const saved = await save('one', 0, { headline: 'Grüße · 你好 · 🦊'.repeat(500) });
      expect(await history.report('one')).toEqual(saved.report);
      expect(await history.evidence('one')).toEqual(saved.evidence);
      expect(warnings).toEqual([]);
    });

    it('knows which version judged, and of an entry that does not say it, that it does not', async () => {
      await save('inv1');
      expect(await history.judgedBy('inv1')).toEqual(version());
      await redis.hdel(`${prefix}:history:inv1`, 'judgedBy');
      expect(await history.judgedBy('inv1')).toBeUndefined();
      expect(await history.report('inv1')).toBeDefined();
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
      now += 91 * DAY;
      await save('three', 91 * 24 * 60);
      expect((await history.knownErrors('staging', signatures)).knownErrors).toEqual([]);
    });

    /** Investigation `id`, which looked at these parts. */
    async function saveParts(id: string, minute: number, version: string, change: Partial<Report> = {}) {
      const startedAt = ZERO + minute * MINUTE;
      const seen: Seen = looked([backend, { ...settings, version }]);
      await history.save({
        evidence: evidence([...healthyRun, seen], { subject: { investigation: id, zero: startedAt } }),
        report: report({ investigation: id, startedAt, verdict: 'healthy', ...change }),
      });
    }
    const settingsIn = async (minute: number) =>
      (await history.lastWorked('staging', ZERO + minute * MINUTE))?.parts.find(({ name }) => name === settings.name);

    it('knows what an environment was made of in its last healthy run, and when the first failure since was', async () => {
      await saveParts('one', 0, '1');
      await save('odd', 1, { verdict: 'inconclusive' });
      await save('asked-wrong', 2, { cause: finding({ id: 'no-recording' }) });
      await save('third', 5);
      await save('second', 3);
      await save('elsewhere', 2.5, { environment: 'test' });
      expect(await history.lastWorked('staging', ZERO + 9 * MINUTE)).toEqual({
        at: ZERO,
        complete: ['Deployment', 'ConfigMap'],
        parts: [backend, { ...settings, version: '1' }],
        firstFailureAt: ZERO + 3 * MINUTE,
      });
      expect((await history.lastWorked('staging', ZERO + 3 * MINUTE))?.firstFailureAt).toBeUndefined();
      expect(await history.lastWorked('staging', ZERO)).toBeUndefined();
      expect(await history.lastWorked('test', ZERO + 9 * MINUTE)).toBeUndefined();
    });

    it('knows of no failure any more after the next healthy run, and counts what changes by itself', async () => {
      await saveParts('one', 0, '1');
      await save('failed', 1);
      await saveParts('two', 2, '2');
      await saveParts('three', 3, '3');
      expect((await history.lastWorked('staging', ZERO + 4 * MINUTE))?.firstFailureAt).toBeUndefined();
      expect(await settingsIn(4)).toEqual({ ...settings, version: '3', changes: 2 });
    });

    it('does not take an older run, or the same saved again, for the last healthy one', async () => {
      await saveParts('one', 0, '1');
      await saveParts('two', 2, '2');
      await saveParts('late', 1, '9');
      await saveParts('two', 2, '2');
      expect(await settingsIn(4)).toEqual({ ...settings, version: '2', changes: 1 });
    });

    it('forgets it when it is too old, and says when it cannot be read', async () => {
      await saveParts('one', 0, '1');
      const key = `${prefix}:history-worked:staging`;
      expect(await redis.pttl(key)).toBeGreaterThan(89 * DAY);
      await redis.set(key, '{"version":2}');
      expect(await history.lastWorked('staging', ZERO + MINUTE)).toBeUndefined();
      expect(warnings).toEqual([
        { investigation: 'last worked of staging', error: expect.stringContaining('cannot be read') },
      ]);
      await saveParts('two', 2, '2');
      expect(await settingsIn(3)).toEqual({ ...settings, version: '2' });
    });

    const right = { says: 'right', by: 'U0ONCALL', at: ZERO + 90_000 } as const;
    const look = {
      at: ZERO + 600_000,
      next: { consumer: false, jobId: '20-7', from: 'history' },
      restarted: true,
    } as const;

    it('keeps what people say of a verdict and what a second look found, and the last word counts', async () => {
      await save('one');
      await save('two', 1);
      expect(await history.say('one', right)).toBe(true);
      const wrong = {
        says: 'wrong',
        instead: 'queue-missing',
        note: 'Grüße',
        by: 'U0LEAD',
        at: ZERO + 95_000,
      } as const;
      expect(await history.say('one', wrong)).toBe(true);
      expect(await history.say('one', right)).toBe(true);
      expect(await history.keepSecondLook('one', look)).toBe(true);
      const note = { by: 'U0LEAD', at: ZERO + 99_000, words: 'Grüße' };
      expect(await history.keepNote('one', note)).toBe(true);
      const afterwards = await open().afterwards(['two', 'one', 'none']);
      expect(Object.fromEntries(afterwards)).toEqual({ one: { opinion: wrong, secondLook: look, note } });
      expect(await history.afterwards([])).toEqual(new Map());
      expect((await history.line('one'))?.cause).toBe('pod-not-scheduled');
      expect(await history.line('none')).toBeUndefined();
    });

    it('keeps them through another save of the same investigation', async () => {
      await save('one');
      await history.say('one', right);
      await save('one', 0, { verdict: 'inconclusive' });
      expect((await history.afterwards(['one'])).get('one')).toEqual({ opinion: right });
    });

    it('keeps nothing of what is said of an investigation that is not kept', async () => {
      expect(await history.say('none', right)).toBe(false);
      expect(await history.keepSecondLook('none', look)).toBe(false);
      expect(await history.keepNote('none', { by: 'U0LEAD', at: ZERO, words: 'lost' })).toBe(false);
      expect(await history.afterwards(['none'])).toEqual(new Map());
      expect(await redis.keys(`${prefix}:history-opinions`)).toEqual([]);
    });

    it('forgets what was said of a verdict with its line, and no later than all lines', async () => {
      const lines = { count: 2, ageMs: RETENTION.lines.ageMs };
      const small = open({}, { keep: { ...RETENTION, lines } });
      for (const [minute, id] of ['one', 'two', 'three'].entries()) {
        await save(id, minute, {}, small);
        await small.say(id, right);
        await small.keepSecondLook(id, look);
      }
      expect([...(await small.afterwards(['one', 'two', 'three'])).keys()]).toEqual(['two', 'three']);
      expect((await redis.hkeys(`${prefix}:history-second-looks`)).sort()).toEqual(['three', 'two']);
      const [ofLines = 0, ...others] = await Promise.all(
        ['lines', 'opinions', 'second-looks'].map((name) => redis.pttl(`${prefix}:history-${name}`)),
      );
      for (const left of others) {
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(ofLines + 1_000);
      }
    });

    it('counts what was said and cannot be read as not said, and logs it', async () => {
      await save('one');
      await history.say('one', right);
      for (const text of [
        '{',
        JSON.stringify({ version: 2, ...right }),
        JSON.stringify({ version: 1, says: 'maybe' }),
      ]) {
        await redis.hset(`${prefix}:history-opinions`, 'one', text);
        expect(await history.afterwards(['one'])).toEqual(new Map());
        expect(await history.say('one', right)).toBe(true);
      }
      expect(warnings).toHaveLength(6);
    });

    it('knows nothing of an investigation that was never saved', async () => {
      expect(await history.report('none')).toBeUndefined();
      expect(await history.evidence('none')).toBeUndefined();
      expect(await history.past({ environment: 'staging' }, 5)).toEqual([]);
      expect(await history.environments()).toEqual([]);
      expect(warnings).toEqual([]);
    });

    it('lists the latest first, a line each, by environment', async () => {
      await save('early', 1, { check: 'every-15-min' });
      await save('late', 2, { verdict: 'healthy' });
      await save('elsewhere', 3, { environment: 'test' });
      const past = await history.past({ environment: 'staging' }, 5);
      expect(ids(past)).toEqual(['late', 'early']);
      expect(past[1]).toMatchObject({
        environment: 'staging',
        verdict: 'broken',
        cause: 'pod-not-scheduled',
        startedAt: ZERO + 60_000,
        jobId: '19-7',
        check: 'every-15-min',
        requestedBy: 'U0ASKER',
        phases: { configure: expect.any(Number) },
      });
      expect(await idsOf('staging', 1)).toEqual(['late']);
      expect(await idsOf('staging', 0)).toEqual([]);
      expect(await idsOf('test')).toEqual(['elsewhere']);
      expect(await history.environments()).toEqual(['staging', 'test']);
    });

    it('finds what is asked for, by any part of it and all together', async () => {
      const never = finding({ id: 'consumer-never-created' });
      await save('a', 1, { check: 'hourly', jobId: '1-1' });
      await save('b', 2, { check: 'hourly', jobId: '1-2', cause: never, requestedBy: 'U0OTHER' });
      await save('c', 3, { verdict: 'degraded', jobId: '1-1', request: 'waterfall' });
      await save('d', 4, { environment: 'test', jobId: '1-1', cause: never });
      const found = async (query: Parameters<History['past']>[0]) => ids(await history.past(query, 10));
      expect(await found({})).toEqual(['d', 'c', 'b', 'a']);
      expect(await found({ check: 'hourly' })).toEqual(['b', 'a']);
      expect(await found({ jobId: '1-1', environment: 'staging' })).toEqual(['c', 'a']);
      expect(await found({ jobId: '1-1' })).toEqual(['d', 'c', 'a']);
      expect(await found({ environment: 'staging', verdict: 'broken' })).toEqual(['b', 'a']);
      expect(await found({ environment: 'staging', cause: 'consumer-never-created' })).toEqual(['b']);
      expect(await found({ cause: 'consumer-never-created' })).toEqual(['d', 'b']);
      expect(await found({ requestedBy: 'U0OTHER' })).toEqual(['b']);
      expect(await found({ environment: 'staging', request: 'waterfall' })).toEqual(['c']);
      expect(await found({ check: 'hourly', jobId: '1-1', verdict: 'broken' })).toEqual(['a']);
      expect(await found({ check: 'hourly', verdict: 'healthy' })).toEqual([]);
      expect(await found({ from: ZERO + 2 * 60_000, to: ZERO + 4 * 60_000 })).toEqual(['c', 'b']);
    });

    it('finds it as theirs for all who waited for it, and for nobody else', async () => {
      await save('one', 1, { requestedBy: 'U0FIRST' });
      const found = async (requestedBy: string) => ids(await history.past({ requestedBy }, 10));
      await history.keepAskers('one', ['U0FIRST', 'U0JOINED']);
      expect([await found('U0FIRST'), await found('U0JOINED'), await found('U0OTHER')]).toEqual([['one'], ['one'], []]);
      expect(await history.line('one')).toMatchObject({ requestedBy: 'U0FIRST', alsoAskedBy: ['U0JOINED'] });
      await history.keepAskers('one', ['U0JOINED']);
      expect([await found('U0FIRST'), await found('U0JOINED')]).toEqual([[], ['one']]);
      for (const nobody of [history.keepAskers('one', []), history.keepAskers('gone', ['U0FIRST'])]) await nobody;
      expect(await idsOf()).toEqual(['one']);
      expect(await history.line('one')).toMatchObject({ requestedBy: 'U0JOINED' });
    });

    it('finds the few among many, page by page', async () => {
      // Only the two oldest are both of this person and healthy, and each index has more than a page.
      const isTheirs = (minute: number) => minute <= 2 || minute > 70;
      for (let minute = 1; minute <= 130; minute += 1)
        await save(`i${minute}`, minute, {
          requestedBy: isTheirs(minute) ? 'U0THEY' : 'U0ASKER',
          verdict: minute <= 70 ? 'healthy' : 'broken',
        });
      const theirs = { environment: 'staging', requestedBy: 'U0THEY', verdict: 'healthy' } as const;
      expect(ids(await history.past(theirs, 1))).toEqual(['i2']);
      expect(ids(await history.past(theirs, 10))).toEqual(['i2', 'i1']);
      expect(await idsOf('staging', 120)).toHaveLength(120);
    });

    it('keeps apart what has hostile names', async () => {
      await save('one', 1, { environment: 'a:b', jobId: 'c', check: 'x:staging' });
      await save('two', 2, { environment: 'a', jobId: 'b:c', check: 'of:a' });
      await save('three', 3, { environment: '*', jobId: '\ud800', check: '__proto__' });
      expect(ids(await history.past({ environment: 'a:b', jobId: 'c' }, 5))).toEqual(['one']);
      expect(ids(await history.past({ environment: 'a', jobId: 'b:c' }, 5))).toEqual(['two']);
      expect(ids(await history.past({ environment: '*' }, 5))).toEqual(['three']);
      expect(ids(await history.past({ check: '__proto__' }, 5))).toEqual(['three']);
      expect(await history.environments()).toEqual(['*', 'a', 'a:b']);
      expect(await redis.keys(`${prefix}:history-index:job:*`)).toHaveLength(3);
      // Each of these checks asked once: their index is not another's.
      const checks = await redis.keys(`${prefix}:history-index:check:*`);
      expect(await Promise.all(checks.map((key) => redis.zcard(key)))).toEqual([1, 1, 1]);
    });

    it('replaces what was saved of the same investigation before', async () => {
      await save('one', 0, { verdict: 'inconclusive', requestedBy: 'U0BEFORE' });
      await save('one', 0, { verdict: 'broken' });
      expect(await history.past({}, 5)).toMatchObject([{ investigation: 'one', verdict: 'broken' }]);
      expect(await history.past({ requestedBy: 'U0BEFORE' }, 5)).toEqual([]);
      expect(await redis.keys(`${prefix}:history-index:verdict:*`)).toEqual([
        `${prefix}:history-index:verdict:staging:broken`,
      ]);
    });

    it('forgets the evidence of the oldest healthy ones first when there is too much, then of the oldest failures', async () => {
      for (let minute = 1; minute <= 8; minute += 1) await save(`failed-${minute}`, minute);
      for (let minute = 11; minute <= 13; minute += 1) await save(`healthy-${minute}`, minute, { verdict: 'healthy' });
      expect(await kept()).toHaveLength(10);
      expect(await history.report('healthy-11')).toBeUndefined();
      expect(await history.report('failed-1')).toBeDefined();
      // Two healthy ones of ten stay, to show what a good run looks like.
      await save('failed-20', 20);
      expect(await kept()).toEqual(expect.arrayContaining(['failed-20', 'healthy-13', 'healthy-12', 'failed-2']));
      expect(await history.report('failed-1')).toBeUndefined();
      expect(await idsOf()).toHaveLength(12);
    });

    it('keeps within the bytes of an environment at every save', async () => {
      const bytesOf = async (id: string) =>
        (await redis.hstrlen(`${prefix}:history:${id}`, 'report')) +
        (await redis.hstrlen(`${prefix}:history:${id}`, 'evidence'));
      await save('first');
      const bytes = 4 * (await bytesOf('first')) + 200;
      history = open({ bytes });
      for (let minute = 1; minute <= 6; minute += 1) {
        await save(`i${minute}`, minute, { verdict: minute % 2 ? 'healthy' : 'broken' });
        const sizes = await Promise.all((await kept()).map(bytesOf));
        expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(bytes);
      }
      expect(await kept()).toEqual(['i6', 'i5', 'i4', 'i2']);
      expect(Object.keys(await redis.hgetall(`${prefix}:history-entries:staging`)).sort()).toEqual([
        'i2',
        'i4',
        'i5',
        'i6',
      ]);
    });

    it('forgets what is too large to be kept at all, but not its line', async () => {
      history = open({ bytes: 100 });
      await save('large');
      expect(await history.evidence('large')).toBeUndefined();
      expect(await idsOf()).toEqual(['large']);
    });

    it('always keeps the one just saved', async () => {
      for (let minute = 1; minute <= 12; minute += 1) await save(`failed-${minute}`, minute);
      await save('newest', 20, { verdict: 'healthy' });
      expect(await history.report('newest')).toBeDefined();
    });

    it('does not let one environment push out another', async () => {
      await save('elsewhere', 0, { environment: 'test', verdict: 'healthy' });
      for (let minute = 1; minute <= 12; minute += 1) await save(`failed-${minute}`, minute);
      expect(await kept('test')).toEqual(['elsewhere']);
    });

    it('forgets what is too old: evidence of good runs, of failures, and then their lines', async () => {
      await save('good', 0, { verdict: 'healthy' });
      await save('bad', 0);
      await save('elsewhere', 0, { environment: 'test' });
      const saveAfter = async (days: number) => {
        now = ZERO + days * DAY + 60_000;
        await save(`day-${days}`, days * 24 * 60);
      };
      await saveAfter(13);
      expect(await kept()).toEqual(['day-13', 'good', 'bad']);
      await saveAfter(15);
      expect(await kept()).toEqual(['day-15', 'day-13', 'bad']);
      await saveAfter(61);
      expect(await kept()).not.toContain('bad');
      expect(await idsOf()).toEqual(['day-61', 'day-15', 'day-13', 'good', 'bad']);
      await saveAfter(91);
      expect(await idsOf()).toEqual(['day-91', 'day-61', 'day-15', 'day-13']);
      expect(await idsOf('test')).toEqual([]);
      expect(await history.environments()).toEqual(['staging']);
      expect(await strays()).toEqual([]);
    });

    it('leaves what nobody asks for to Redis to forget', async () => {
      await save('good', 0, { verdict: 'healthy' });
      await save('bad', 0);
      const daysLeft = async (key: string) => Math.round((await redis.pttl(`${prefix}:${key}`)) / DAY);
      expect(await daysLeft('history:good')).toBe(14);
      expect(await daysLeft('history:bad')).toBe(60);
      const keys = (await redis.keys(`${prefix}:*`)).filter((key) => !key.includes(':history:'));
      const left = await Promise.all(keys.map((key) => daysLeft(key.slice(prefix.length + 1))));
      expect(new Set(left)).toEqual(new Set([60, 90]));
    });

    it('keeps so many lines of an environment, and indexes of no others', async () => {
      history = open({}, { keep: { ...RETENTION, lines: { count: 3, ageMs: 90 * DAY } } });
      for (let minute = 1; minute <= 5; minute += 1) await save(`i${minute}`, minute, { jobId: `1-${minute}` });
      await save('elsewhere', 0, { environment: 'test' });
      expect(await idsOf()).toEqual(['i5', 'i4', 'i3']);
      expect(await idsOf('test')).toEqual(['elsewhere']);
      expect(await strays()).toEqual([]);
    });

    it('keeps as much as it should when two workers save at once', async () => {
      const other = new Redis(server.url);
      const keep = { entries: { ...RETENTION.entries, count: 10 }, lines: { count: 15, ageMs: 90 * DAY } };
      const workers = [open({}, { keep }), open({}, { keep, redis: other })];
      const saves = Array.from({ length: 40 }, (_, i) =>
        save(`i${i}`, i, { verdict: i % 3 ? 'healthy' : 'broken' }, workers[i % 2]),
      );
      await Promise.all(saves);
      other.disconnect();
      const newest = Array.from({ length: 15 }, (_, i) => `i${39 - i}`);
      expect(await idsOf()).toEqual(newest);
      expect(await strays()).toEqual([]);
      const entries = await redis.hkeys(`${prefix}:history-entries:staging`);
      expect(entries).toHaveLength(10);
      expect((await redis.keys(`${prefix}:history:*`)).sort()).toEqual(
        entries.map((id) => `${prefix}:history:${id}`).sort(),
      );
    });

    it('learns what is usual from the healthy runs of the same question before a time', async () => {
      for (let minute = 1; minute <= 10; minute += 1) await save(`good-${minute}`, minute, { verdict: 'healthy' });
      await save('bad', 5);
      await save('other', 6, { verdict: 'healthy', request: 'waterfall' });
      await save('elsewhere', 7, { verdict: 'healthy', environment: 'test' });
      const question = { environment: 'staging', request: report().request };
      const before = ZERO + 11 * 60_000;
      expect(await history.baseline({ ...question, before })).toMatchObject({ runs: 10, since: ZERO + 60_000 });
      expect(await history.baseline({ ...question, before: before - 60_000 })).toBeUndefined();
      expect(await history.baseline({ ...question, before, overMs: 9 * 60_000 })).toBeUndefined();
      expect(await history.baseline({ ...question, environment: 'test', before })).toBeUndefined();
    });

    it.each([
      ['no gzip', Buffer.from('{"version":1}'), 'incorrect header check'],
      ['cut off', gzipSync('{"version":1}').subarray(0, 15), 'unexpected end of file'],
      ['no JSON', gzipSync('<html>'), 'is not valid JSON'],
      ['no object', gzipSync('[1]'), 'it is no object'],
      ['of a newer version', gzipSync('{"version":3,"investigation":"one"}'), 'its version is 3, known is'],
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

    it.each([
      ['no JSON', '{"version":', 'JSON'],
      ['of a newer version', '{"version":2,"investigation":"bad"}', 'its version is 2, known is 1'],
      ['without a verdict', '{"version":1,"investigation":"bad"}', 'environment: Invalid input'],
      ['null', 'null', 'its version is undefined'],
    ])('leaves a line that is %s out of the list, and says why in the log', async (_name, stored, why) => {
      await save('good', 1);
      await save('bad', 2);
      await save('gone', 3);
      await redis.hset(`${prefix}:history-lines`, { bad: stored });
      await redis.hdel(`${prefix}:history-lines`, 'gone');
      expect(await idsOf()).toEqual(['good']);
      expect(warnings).toMatchObject([{ investigation: 'bad', error: expect.stringMatching(why) }]);
      expect(JSON.stringify(warnings)).toContain('the line of investigation bad cannot be read: ');
    });

    it('goes on where notes and lines are garbage', async () => {
      await save('bad', 1);
      await redis.hset(`${prefix}:history-entries:staging`, { bad: 'garbage' });
      await redis.hset(`${prefix}:history-lines`, { bad: 'garbage' });
      await save('good', 2);
      expect(await kept()).toEqual(['good']);
      expect(await history.report('bad')).toBeUndefined();
    });
  });
}

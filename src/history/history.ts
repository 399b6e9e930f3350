import { createHash } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';
import type { Background, Evidence } from '#investigation/evidence.ts';
import { errorSignatures } from '#investigation/log-reading/new-errors.ts';
import type { Report } from '#investigation/report.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import {
  type PastInvestigation,
  pack,
  readSummary,
  summarize,
  UnreadableEntryError,
  unpackEvidence,
  unpackReport,
} from './entry.ts';
import { beyond, RETENTION, type Retention } from './retention.ts';

export type { PastInvestigation } from './entry.ts';

/** What past investigations saw and said. An entry that cannot be read is logged as an UnreadableEntryError and counts as absent. */
export interface History {
  /** Replaces an earlier save of the same investigation. */
  save(past: { readonly evidence: Evidence; readonly report: Report }): Promise<void>;
  /** undefined: never saved, too old, or unreadable. */
  report(investigation: string): Promise<Report | undefined>;
  evidence(investigation: string): Promise<Evidence | undefined>;
  /** How many investigations of an environment are remembered, and which of these signatures an error of one had. */
  knownErrors(environment: string, signatures: readonly string[]): Promise<Background>;
  /** Up to `count` of them, the latest first. */
  latest(environment: string, count: number): Promise<PastInvestigation[]>;
}

export interface HistoryOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keep?: Retention;
}

/** Signatures of errors that are remembered of each environment; the ones unseen for longest go first. */
const MOST_ERRORS = 5_000;

/**
 * A hash an investigation, and of each environment two indexes by the time of starting, of all and of the healthy ones,
 * and one of the errors they logged by when they were last seen.
 */
export function createHistory({ redis, prefix, clock, log, keep = RETENTION }: HistoryOptions): History {
  const entryKey = (investigation: string) => `${prefix}:history:${investigation}`;
  const indexKey = (environment: string) => `${prefix}:history-of:${environment}`;
  const healthyKey = (environment: string) => `${prefix}:history-healthy:${environment}`;
  const errorsKey = (environment: string) => `${prefix}:history-errors:${environment}`;

  async function forgetOld(environment: string): Promise<void> {
    const indexes = [indexKey(environment), healthyKey(environment)] as const;
    const tooOld = clock.now() - keep.ageMs;
    await all(indexes.reduce((multi, index) => multi.zremrangebyscore(index, '-inf', tooOld), redis.multi()));
    const [everything, healthy] = await Promise.all(indexes.map((index) => redis.zrange(index, '0', '-1')));
    const dropped = beyond(keep.count, everything ?? [], healthy ?? []);
    if (dropped.length === 0) return;
    const multi = redis.multi().del(dropped.map(entryKey));
    await all(indexes.reduce((sofar, index) => sofar.zrem(index, ...dropped), multi));
  }

  async function rememberErrors(environment: string, evidence: Evidence): Promise<void> {
    const key = errorsKey(environment);
    const multi = redis.multi().zremrangebyscore(key, '-inf', clock.now() - keep.ageMs);
    for (const signature of errorSignatures(evidence)) multi.zadd(key, evidence.endedAt, digest(signature));
    await all(multi.zremrangebyrank(key, 0, -MOST_ERRORS - 1));
  }

  /** A part of an entry as `read` finds it. */
  async function part<T>(name: string, investigation: string, read: (packed: Buffer, of: string) => Promise<T>) {
    const packed = await redis.hgetBuffer(entryKey(investigation), name);
    if (packed === null) return undefined;
    return read(packed, investigation).catch((error: unknown) => unreadable(error, investigation));
  }

  function unreadable(error: unknown, investigation: string): undefined {
    if (!(error instanceof UnreadableEntryError)) throw error;
    log.warn({ investigation, error: error.message }, 'an entry of the history cannot be read');
  }

  function summary(text: unknown, investigation: string): PastInvestigation | undefined {
    if (typeof text !== 'string') return undefined;
    try {
      return readSummary(text, investigation);
    } catch (error) {
      return unreadable(error, investigation);
    }
  }

  return {
    async save({ evidence, report }) {
      const { investigation, environment, startedAt, verdict } = report;
      const key = entryKey(investigation);
      const packed = { report: await pack(report), evidence: await pack(evidence), summary: summarize(report) };
      const multi = redis
        .multi()
        .hset(key, packed)
        .pexpire(key, Math.ceil(clock.real(keep.ageMs)));
      multi.zadd(indexKey(environment), startedAt, investigation);
      if (verdict === 'healthy') multi.zadd(healthyKey(environment), startedAt, investigation);
      else multi.zrem(healthyKey(environment), investigation);
      await all(multi);
      await rememberErrors(environment, evidence);
      await forgetOld(environment);
    },

    report: (investigation) => part('report', investigation, unpackReport),
    evidence: (investigation) => part('evidence', investigation, unpackEvidence),

    async knownErrors(environment, signatures) {
      const key = errorsKey(environment);
      const pipeline = signatures.reduce((sofar, it) => sofar.zscore(key, digest(it)), redis.pipeline());
      const results = await all(pipeline.zcard(indexKey(environment)));
      const knownErrors = signatures.filter((_, index) => results[index] !== null);
      return { investigations: Number(results.at(-1)), knownErrors };
    },

    async latest(environment, count) {
      if (count < 1) return [];
      const newest = await redis.zrange(indexKey(environment), '0', String(count - 1), 'REV');
      if (newest.length === 0) return [];
      const pipeline = newest.reduce((sofar, id) => sofar.hget(entryKey(id), 'summary'), redis.pipeline());
      const texts = await all(pipeline);
      return newest.flatMap((investigation, index) => summary(texts[index], investigation) ?? []);
    },
  };
}

function digest(signature: string): string {
  return createHash('sha256').update(signature).digest('hex').slice(0, 16);
}

/** The results in order; rejects with the first error among them. */
async function all(commands: ChainableCommander): Promise<unknown[]> {
  const results = (await commands.exec()) ?? [];
  for (const [error] of results) if (error) throw error;
  return results.map(([, result]) => result);
}

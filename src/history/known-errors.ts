import type { Redis } from 'ioredis';
import type { Evidence } from '#investigation/evidence.ts';
import { errorSignatures } from '#investigation/log-reading/new-errors.ts';
import type { Clock } from '#lib/clock.ts';
import { digest } from './line-indexes.ts';
import { resultsOf } from './transaction.ts';

/** Which errors the investigations of an environment have logged. */
export interface KnownErrors {
  remember(environment: string, evidence: Evidence): Promise<void>;
  /** Those of these signatures that one had. */
  among(environment: string, signatures: readonly string[]): Promise<string[]>;
}

export interface KnownErrorsOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly ageMs: number;
}

/** Signatures of errors that are remembered of each environment; the ones unseen for longest go first. */
const MOST_ERRORS = 5_000;

/** A sorted set an environment, by when they were last seen. */
export function createKnownErrors({ redis, prefix, clock, ageMs }: KnownErrorsOptions): KnownErrors {
  const errorsKey = (environment: string) => `${prefix}:history-errors:${environment}`;
  return {
    async remember(environment, evidence) {
      const key = errorsKey(environment);
      const multi = redis.multi().zremrangebyscore(key, '-inf', clock.now() - ageMs);
      for (const signature of errorSignatures(evidence)) multi.zadd(key, evidence.endedAt, digest(signature));
      multi.zremrangebyrank(key, 0, -MOST_ERRORS - 1).pexpire(key, Math.ceil(clock.real(ageMs)));
      await resultsOf(multi);
    },

    async among(environment, signatures) {
      const key = errorsKey(environment);
      const scores = await resultsOf(signatures.reduce((sofar, it) => sofar.zscore(key, digest(it)), redis.pipeline()));
      return signatures.filter((_, index) => scores[index] !== null);
    },
  };
}

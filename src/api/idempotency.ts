import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** What was sent under a key of a client's own, and the investigation that it gave. */
interface Sent {
  readonly body: string;
  readonly id?: string;
}

export type Earlier = { readonly kind: 'new' | 'another-body' } | { readonly kind: 'known'; readonly id: string };

export interface Idempotency {
  /** Takes the key for this body. new: also where what was sent earlier came to nothing. */
  take(key: string, body: string): Promise<Earlier>;
  keep(key: string, body: string, id: string): Promise<void>;
}

const KEPT_MS = 24 * 60 * 60_000;

/** For all processes; keys are told apart by who sends them. */
export function createIdempotency(redis: Redis, prefix: string): Idempotency {
  const place = (key: string) => `${prefix}:idempotency:${digest(key)}`;
  return {
    async take(key, text) {
      const sent: Sent = { body: digest(text) };
      await redis.set(place(key), JSON.stringify(sent), 'PX', KEPT_MS, 'NX');
      const { body, id } = JSON.parse((await redis.get(place(key))) ?? JSON.stringify(sent)) as Sent;
      if (body !== sent.body) return { kind: 'another-body' };
      return id === undefined ? { kind: 'new' } : { kind: 'known', id };
    },
    async keep(key, text, id) {
      const sent: Sent = { body: digest(text), id };
      await redis.set(place(key), JSON.stringify(sent), 'PX', KEPT_MS);
    },
  };
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

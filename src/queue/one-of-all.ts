import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { join } from './askers.ts';
import { claim } from './claim.ts';
import { idOf, type Question } from './requests.ts';

export interface OneOfAll<T extends Question> {
  readonly redis: Redis;
  readonly prefix: string;
  readonly queue: Pick<Queue<T>, 'getJobState'>;
  /** Storing twice under one id is storing once. */
  store(question: T): Promise<void>;
}

/** Puts a question into its queue, unless somebody asked the same before: gives the id of the one that answers all of them. */
export async function oneOfAll<T extends Question>(on: OneOfAll<T>, question: T, delivery: string): Promise<string> {
  const { redis, prefix, store } = on;
  let id = await holder(on, question, delivery);
  // One that ends at this moment takes nobody on, and its question is free.
  if (!(await join(redis, prefix, question, id))) id = await holder(on, question, delivery);
  if (id === idOf(question)) await store(question);
  return id;
}

/** Of the one that answers: the question's own when it is the first. */
async function holder<T extends Question>(
  { redis, prefix, queue, store }: OneOfAll<T>,
  question: T,
  delivery: string,
): Promise<string> {
  const held = await claim(redis, prefix, question, delivery);
  if (held === idOf(question)) return held;
  const state = await queue.getJobState(held);
  // Its asker is between claim and store, or died there.
  if (state === 'unknown') await store(withId(question, held));
  const over = state === 'completed' || state === 'failed';
  return over ? claim(redis, prefix, question, delivery, held) : held;
}

function withId<T extends Question>(question: T, id: string): T {
  return 'lookup' in question ? { ...question, lookup: id } : { ...question, investigation: id };
}

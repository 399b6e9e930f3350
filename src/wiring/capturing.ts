import type { Redis } from 'ioredis';
import { type Capturer, createCapturer } from '#capture/capturer.ts';
import type { Captures } from '#history/captures.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Redactor } from '#lib/redact.ts';
import { whileHolding } from '#lib/while-holding.ts';
import type { Stack } from './stack.ts';
import type { WatchJobs } from './watching.ts';

export interface CapturingTools {
  /** Looks into what is made where `watch` is set. */
  readonly watchJobs: WatchJobs;
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly captures: Captures;
  readonly redis: Redis;
  /** Of every key. */
  readonly prefix: string;
  readonly redactor: Redactor;
  /** Unlike any other process's. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Capturing {
  /** Keeps what this job logs until its pods are gone. Where every job of the environment is captured, it is already. */
  capture(stack: Stack, jobId: string): void;
  /** Looks into no job that is made from now on; what is captured and looked into goes on. */
  takeNoMore(): void;
  close(): Promise<void>;
}

/** A job's pods outlive this, and who captures next reads their logs from the beginning. */
const TTL_MS = 18_000;

/**
 * A capturer of each environment that has a Kubernetes; where `capture` or `watch` is set, one of all workers captures every
 * job, or looks into it.
 */
export function openCapturing(tools: CapturingTools): Capturing {
  const { stacks, captures, redis, prefix, redactor, holder, watchJobs, clock, log } = tools;
  const capturers = new Map<string, Capturer>();
  const [noMore, stopped] = [new AbortController(), new AbortController()];
  const watching: Promise<void>[] = [];
  for (const [name, stack] of stacks) {
    const { kubernetes, environment } = stack;
    if (!kubernetes) continue;
    const capturer = createCapturer({
      connection: kubernetes,
      clock,
      log,
      captures,
      environment: name,
      redact: redactor,
    });
    capturers.set(name, capturer);
    const { capture, watch } = environment;
    if (capture || watch)
      watching.push(
        whileHolding({
          redis,
          key: `${prefix}:watching:${name}`,
          holder,
          ttlMs: TTL_MS,
          clock,
          log,
          work: async (signal, holds) => {
            const looking = watch && watchJobs(stack, signal, holds, noMore.signal);
            await Promise.all([capture && capturer.watch(signal, holds), looking]);
          },
          signal: stopped.signal,
        }),
      );
  }
  return {
    capture: ({ environment }, jobId) => {
      if (!environment.capture) capturers.get(environment.name)?.capture(jobId);
    },
    takeNoMore: () => noMore.abort(),
    async close() {
      stopped.abort();
      await Promise.allSettled([...watching, ...[...capturers.values()].map((capturer) => capturer.close())]);
    },
  };
}

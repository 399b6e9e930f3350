import type { Redis } from 'ioredis';
import { type Capturer, createCapturer } from '#capture/capturer.ts';
import type { Captures } from '#history/captures.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Redactor } from '#lib/redact.ts';
import { whileHolding } from '#lib/while-holding.ts';
import { PREFIX } from '#queue/names.ts';
import type { Stack } from './stack.ts';

export interface CapturingTools {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly captures: Captures;
  readonly redis: Redis;
  readonly redactor: Redactor;
  /** Unlike any other process's. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Capturing {
  /** Keeps what this job logs until its pods are gone. Where every job of the environment is captured, it is already. */
  capture(stack: Stack, jobId: string): void;
  close(): Promise<void>;
}

/** A job's pods outlive this, and who captures next reads their logs from the beginning. */
const TTL_MS = 18_000;

/** A capturer of each environment that has a Kubernetes; where `capture` is set, one of all workers captures every job. */
export function openCapturing({ stacks, captures, redis, redactor, holder, clock, log }: CapturingTools): Capturing {
  const capturers = new Map<string, Capturer>();
  const stopped = new AbortController();
  const watching: Promise<void>[] = [];
  for (const [name, { kubernetes, environment }] of stacks) {
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
    if (environment.capture)
      watching.push(
        whileHolding({
          redis,
          key: `${PREFIX}:watching:${name}`,
          holder,
          ttlMs: TTL_MS,
          clock,
          log,
          work: capturer.watch,
          signal: stopped.signal,
        }),
      );
  }
  return {
    capture: ({ environment }, jobId) => {
      if (!environment.capture) capturers.get(environment.name)?.capture(jobId);
    },
    async close() {
      stopped.abort();
      await Promise.allSettled([...watching, ...[...capturers.values()].map((capturer) => capturer.close())]);
    },
  };
}

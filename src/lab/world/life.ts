import type { Server } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import type { Random } from '../random.ts';
import type { Fault, Stage } from '../scenario.ts';
import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import type { LabMongodb } from '../services/mongodb/mongodb.ts';
import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { logStamp } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { NAMESPACE } from './objects.ts';
import type { podSteps } from './pod-steps.ts';

export interface Stack {
  readonly clock: Clock;
  readonly random: Random;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  /** A line of the backend's log. */
  backendLog(line: string): void;
  /** The backend goes away for some seconds, and comes back knowing nothing. */
  restartBackend(): void;
  /** From now on nothing answers the bot. */
  breakPath(): void;
}

/** A job that lives, and what it holds. */
export interface Life {
  readonly job: LabJob;
  readonly faults: readonly Fault[];
  readonly stack: Stack;
  readonly askedAt: number;
  /** How long ago it began when it was put into the world, ms: its stamps are so much older. */
  readonly ageMs: number;
  readonly came: Map<Stage | 'configured', number>;
  readonly stop: AbortSignal;
  readonly timers: AbortController[];
  /** What the analyzer's container does. */
  container: 'none' | 'running' | 'ended';
  answering: boolean;
  /** The backend restarted, and does not know it any more. */
  forgotten: boolean;
  stream?: Server;
  consumer?: { detach(): void };
}

export function faultOf<K extends Fault['kind']>({ faults }: Life, kind: K): Extract<Fault, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
}

export function analyzerLog({ job, came, stack: { kubernetes, clock } }: Life, lines: readonly string[]): void {
  if (!came.has('pod')) return;
  for (const line of lines) kubernetes.log(NAMESPACE, job.grpcPod, 'baby-analyzer', `${logStamp(clock.now())} ${line}`);
}

export function changePod(life: Life, name: string, step: (pod: PodObject, now: number) => void): void {
  const { kubernetes, clock } = life.stack;
  kubernetes.update('Pod', NAMESPACE, name, (pod) => step(pod, clock.now() - life.ageMs));
}

type PodObject = Parameters<typeof podSteps.ready>[0];

export function podEvent(life: Life, type: 'Normal' | 'Warning', reason: string, message: string): void {
  objectEvent(life, type, reason, message, { kind: 'Pod', name: life.job.grpcPod });
}

export function objectEvent(
  { stack: { kubernetes } }: Life,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  object: { readonly kind: string; readonly name: string },
): void {
  kubernetes.event({ namespace: NAMESPACE, type, reason, message, object });
}

/** Once after so long, unless the job's end comes first. */
export function later(life: Life, ms: number, act: () => void): void {
  start(life, async (signal) => {
    await life.stack.clock.sleep(ms, signal);
    act();
  });
}

/** At once and then again and again until the job's end. */
export function repeat(life: Life, everyMs: number, act: () => void): void {
  start(life, async (signal) => {
    for (;;) {
      act();
      await life.stack.clock.sleep(everyMs, signal);
    }
  });
}

function start({ timers, stop }: Life, work: (signal: AbortSignal) => Promise<void>): void {
  const timer = new AbortController();
  timers.push(timer);
  const signal = AbortSignal.any([timer.signal, stop]);
  work(signal).catch((error) => {
    if (!signal.aborted) throw error;
  });
}

/** What the analyzer held ends with it. */
export function release(life: Life): void {
  life.answering = false;
  life.consumer?.detach();
  delete life.consumer;
  life.stream?.close();
  for (const timer of life.timers.splice(0)) timer.abort();
}

import type { Server } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import type { Random } from '../random.ts';
import type { Fault, ForAWhile, Stage } from '../scenario.ts';
import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import type { LabMongodb } from '../services/mongodb/mongodb.ts';
import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { logStamp } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { NAMESPACE } from './objects.ts';
import { podSteps } from './pod-steps.ts';

export interface Stack {
  readonly clock: Clock;
  readonly random: Random;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  /** A line of the backend's log. */
  backendLog(line: string): void;
  /** The backend goes away for some seconds, and comes back knowing nothing. */
  restartBackend(how: 'restart' | 'rollout'): void;
  /** What somebody has switched on. */
  byHand(): readonly Fault[];
  /** From now on the stack and the way to it are as these faults say, besides what they are anyway. */
  setForAWhile(faults: readonly ForAWhile[]): void;
  /** From now on nothing answers the bot. */
  breakPath(): void;
}

/** A job that lives, and what it holds. */
export interface Life {
  readonly job: LabJob;
  readonly faults: readonly Fault[];
  readonly stack: Stack;
  readonly askedAt: number;
  readonly configuredAt: number;
  /** How long ago it began when it was put into the world, ms: its stamps are so much older. */
  readonly ageMs: number;
  readonly came: Map<Stage | 'configured', number>;
  readonly stop: AbortSignal;
  readonly timers: AbortController[];
  /** Faults that are over. */
  readonly healed: Set<Fault['kind']>;
  readonly deeds: Deed[];
  /** The fault is over: its stage comes now, and what follows it as it was to follow. */
  heal(kind: Fault['kind'], stage: Stage): void;
  /** The clean-up's pod goes its own way: nothing holds it back. */
  cleanupAlone: boolean;
  /** What the analyzer's container does. */
  container: 'none' | 'running' | 'ended';
  answering: boolean;
  /** The backend restarted, and does not know it any more. */
  forgotten: boolean;
  stream?: Server;
  consumer?: { detach(): void };
}

/** Something that really happened to a job, ms after it was asked for. */
export interface Deed {
  readonly what: Fault['kind'] | 'consumer-back';
  readonly at: number;
}

export function note({ deeds, stack, askedAt }: Life, what: Deed['what']): void {
  if (!deeds.some((deed) => deed.what === what)) deeds.push({ what, at: stack.clock.now() - askedAt });
}

/** The fault of this kind that has hold of the job now. */
export function faultOf<K extends Fault['kind']>(life: Life, kind: K): Extract<Fault, { kind: K }> | undefined {
  const is = (fault: Fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind;
  const byHand = life.stack.byHand().find(is);
  if (byHand || life.healed.has(kind)) return byHand;
  const sinceMs = life.stack.clock.now() - life.configuredAt;
  return [...life.faults, ...forAWhile(life.faults, sinceMs).map(({ fault }) => fault)].find(is);
}

/** Those that are so at this time after configure was answered. */
export function forAWhile(faults: readonly Fault[], sinceMs: number): readonly ForAWhile[] {
  return faults
    .filter((fault) => fault.kind === 'for-a-while')
    .filter(
      ({ fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY }) =>
        fromMs <= sinceMs && sinceMs < untilMs,
    );
}

export function analyzerLog({ job, came, stack: { kubernetes } }: Life, lines: readonly string[]): void {
  if (!came.has('pod')) return;
  for (const line of lines)
    kubernetes.log(NAMESPACE, job.grpcPod, 'baby-analyzer', `${logStamp(kubernetes.now())} ${line}`);
}

export function changePod(life: Life, name: string, step: (pod: PodObject, now: number) => void): void {
  const { kubernetes } = life.stack;
  const isOfScheduler = step === podSteps.scheduled || step === podSteps.unschedulable;
  const now = isOfScheduler ? kubernetes.now() : kubernetes.nodesNow();
  kubernetes.update('Pod', NAMESPACE, name, (pod) => step(pod, now - life.ageMs));
}

type PodObject = Parameters<typeof podSteps.ready>[0];

/** Of the analyzer's pod unless told. */
export function podEvent(
  life: Life,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  name = life.job.grpcPod,
): void {
  objectEvent(life, type, reason, message, { kind: 'Pod', name });
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

/** Once after so long, whatever becomes of the job. */
export function inTheWorld({ stack, stop }: Life, ms: number, act: () => void): void {
  stack.clock.sleep(ms, stop).then(act, (error: unknown) => {
    if (!stop.aborted) throw error;
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

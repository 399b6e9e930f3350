import type { Clock } from '#lib/clock.ts';
import type { Fault, Stage } from '../scenario.ts';
import { leakQueue } from './inventory.ts';
import { exceedDeadline, warn } from './kubernetes-faults.ts';
import { analyzerLog, faultOf, type Life, later, podEvent, release, repeat, type Stack } from './life.ts';
import { analyzerLines, cleanupLine, logStamp } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { NAMESPACE } from './objects.ts';
import { endAnalyzer } from './pod-faults.ts';
import { reaches } from './stage-effects.ts';
import { planStages } from './stages.ts';

/** One job's life on the stack, from the answer of configure to its clean-up; the bot never sees this, only the servers. */
export interface JobLife {
  readonly job: LabJob;
  /** When configure reached the server, ms since the epoch on the lab's clock. */
  readonly askedAt: number;
  /** Metadata answers. */
  readonly answering: () => boolean;
  /** When each stage really came, ms after `askedAt`. */
  readonly came: ReadonlyMap<Stage | 'configured', number>;
  /** Ends when the job is cleaned up, or at once on `stop`. */
  readonly ended: Promise<void>;
  /** The backend knows nothing of it any more. */
  forget(): void;
}

export interface Beginning {
  readonly job: LabJob;
  readonly faults: readonly Fault[];
  readonly stack: Stack;
  readonly askedAt: number;
  readonly stop: AbortSignal;
  /** It began so long ago, and all that has happened to it since happens at once, ms. */
  readonly ageMs?: number;
  /** Somebody drives it: it is not cleaned up before this. */
  readonly leave?: AbortSignal;
}

/** Five low-CPU looks, 10 s apart, after which nobody drives the job: seen 37.6–39.0 s after configure. */
const CLEANUP_MS = 38_200;
/** From deletion to gone: pods were gone after 45–57 s. */
const GONE_MS = 8_000;

export function beginLife({ job, faults, stack, askedAt, stop, ageMs = 0, leave }: Beginning): JobLife {
  const configuredAt = stack.clock.now() - ageMs;
  const came = new Map<Stage | 'configured', number>([['configured', configuredAt - askedAt]]);
  const held = { timers: [], container: 'none', answering: false, forgotten: false } as const;
  const life: Life = { job, faults, stack, askedAt, ageMs, came, stop, ...held, timers: [] };
  const plan = planStages(stack.random, faults);
  const ended = live(life, plan, configuredAt, leave)
    .catch((error) => {
      if (!stop.aborted) throw error;
    })
    .finally(() => void release(life));
  return { job, askedAt, came, ended, answering: () => life.answering, forget: () => forget(life) };
}

function forget(life: Life): void {
  life.forgotten = true;
  life.answering = false;
}

async function live(
  life: Life,
  plan: ReadonlyMap<Stage, number>,
  configuredAt: number,
  leave: AbortSignal | undefined,
): Promise<void> {
  const { stack, stop } = life;
  const cleanUpMs = faultOf(life, 'cleaned-up')?.atMs ?? CLEANUP_MS;
  begin(life);
  logAfter(life, 'configured');
  for (const [stage, at] of [...plan].sort(([, a], [, b]) => a - b)) {
    if (at >= cleanUpMs) break;
    await until(stack.clock, configuredAt + at, stop);
    if (!reaches[stage](life)) continue;
    life.came.set(stage, stack.clock.now() - life.askedAt);
    logAfter(life, stage);
  }
  await (leave ? signalled(AbortSignal.any([leave, stop])) : until(stack.clock, configuredAt + cleanUpMs, stop));
  cleanUp(life);
  if (!leave) await stack.clock.sleep(GONE_MS, stop);
  removePods(life);
}

/** What is set off with the job, besides its stages. */
function begin(life: Life): void {
  const { stack, job, faults } = life;
  for (const fault of faults) {
    if (fault.kind === 'leaked-queue') leakQueue(stack.rabbitmq, job, fault.of, fault.ready, stack.clock.now());
    if (fault.kind === 'backend-restarts') later(life, fault.atMs, stack.restartBackend);
    if (fault.kind === 'path-broken') later(life, fault.atMs, stack.breakPath);
    if (fault.kind === 'deadline') later(life, fault.atMs, () => exceedDeadline(life));
  }
}

async function until(clock: Clock, at: number, signal: AbortSignal): Promise<void> {
  const left = at - clock.now();
  if (left > 0) await clock.sleep(left, signal);
}

function signalled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `cleanup-job-<id>` deletes the Service and both Jobs; its attempt on the queue is a no-op, so the queue leaks. */
function cleanUp(life: Life): void {
  const { job, stack, came } = life;
  if (!came.has('job')) return;
  if (came.has('started')) {
    stack.kubernetes.log(NAMESPACE, job.cleanupPod, 'cleanup', `${logStamp(stack.clock.now())} ${cleanupLine(job)}`);
    podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer');
  }
  analyzerLog(life, analyzerLines.cancelled);
  stack.kubernetes.remove('Service', NAMESPACE, job.service);
  stack.kubernetes.remove('Job', NAMESPACE, job.grpcJob);
  stack.kubernetes.remove('Job', NAMESPACE, job.cleanupJob);
  life.container = 'ended';
  release(life);
}

function removePods({ job, stack: { kubernetes } }: Life): void {
  kubernetes.remove('Pod', NAMESPACE, job.grpcPod);
  kubernetes.remove('Pod', NAMESPACE, job.cleanupPod);
}

function logAfter(life: Life, stage: Stage | 'configured'): void {
  const { id, queue } = life.job;
  for (const fault of life.faults) {
    if (fault.kind === 'ends' && fault.after === stage)
      later(life, Math.max(0, fault.inMs - life.ageMs), () => endAnalyzer(life, fault));
    if (fault.kind === 'warned' && fault.after === stage) warn(life, fault);
    if (fault.kind !== 'log' || fault.after !== stage) continue;
    const lines = fault.lines.map((line) => line.replaceAll('{job}', id).replaceAll('{queue}', queue));
    const say = () => {
      if (fault.from === 'grpc') analyzerLog(life, lines);
      else for (const line of lines) life.stack.backendLog(line);
    };
    if (fault.everyMs === undefined) say();
    else repeat(life, fault.everyMs, say);
  }
}

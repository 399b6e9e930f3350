import type { Clock } from '#lib/clock.ts';
import type { Fault } from '../scenario.ts';
import { analyzerLines } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { NAMESPACE } from './objects.ts';
import { analyzerLog, type Life, reaches, type Stack } from './stage-effects.ts';
import { planStages, type Stage } from './stages.ts';

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
}

/** Five low-CPU looks, 10 s apart, after which nobody drives the job: seen 37.6–39.0 s after configure. */
const CLEANUP_MS = 38_200;
/** From deletion to gone: pods were gone after 45–57 s. */
const GONE_MS = 8_000;

export function beginLife(
  job: LabJob,
  faults: readonly Fault[],
  stack: Stack,
  askedAt: number,
  stop: AbortSignal,
): JobLife {
  const configuredAt = stack.clock.now();
  const came = new Map<Stage | 'configured', number>([['configured', configuredAt - askedAt]]);
  const life: Life = { job, faults, stack, askedAt, came, stop, timers: [], answering: false };
  const plan = planStages(stack.random, faults);
  const ended = live(life, plan, configuredAt)
    .catch((error) => {
      if (!stop.aborted) throw error;
    })
    .finally(() => void release(life));
  return { job, askedAt, came, ended, answering: () => life.answering };
}

async function live(life: Life, plan: ReadonlyMap<Stage, number>, configuredAt: number): Promise<void> {
  const { stack, stop } = life;
  tell(life, 'configured');
  for (const [stage, at] of [...plan].sort(([, a], [, b]) => a - b)) {
    await until(stack.clock, configuredAt + at, stop);
    if (!reaches[stage](life)) continue;
    life.came.set(stage, stack.clock.now() - life.askedAt);
    tell(life, stage);
  }
  await until(stack.clock, configuredAt + CLEANUP_MS, stop);
  cleanUp(life);
  await stack.clock.sleep(GONE_MS, stop);
  removePods(life);
}

async function until(clock: Clock, at: number, signal: AbortSignal): Promise<void> {
  const left = at - clock.now();
  if (left > 0) await clock.sleep(left, signal);
}

/** `cleanup-job-<id>` deletes the Service and both Jobs; its attempt on the queue is a no-op, so the queue leaks. */
function cleanUp(life: Life): void {
  const { job, stack } = life;
  if (!life.came.has('job')) return;
  analyzerLog(life, analyzerLines.cancelled);
  stack.kubernetes.remove('Service', NAMESPACE, job.service);
  stack.kubernetes.remove('Job', NAMESPACE, job.grpcJob);
  stack.kubernetes.remove('Job', NAMESPACE, job.cleanupJob);
  release(life);
}

function removePods({ job, came, stack: { kubernetes } }: Life): void {
  if (!came.has('pod')) return;
  kubernetes.remove('Pod', NAMESPACE, job.grpcPod);
  kubernetes.remove('Pod', NAMESPACE, job.cleanupPod);
}

/** What the analyzer held ends with it. */
function release(life: Life): void {
  life.answering = false;
  life.consumer?.detach();
  delete life.consumer;
  life.stream?.close();
  for (const timer of life.timers.splice(0)) timer.abort();
}

function tell(life: Life, stage: Stage | 'configured'): void {
  const { id, queue } = life.job;
  for (const fault of life.faults) {
    if (fault.kind !== 'log' || fault.after !== stage) continue;
    const lines = fault.lines.map((line) => line.replaceAll('{job}', id).replaceAll('{queue}', queue));
    if (fault.from === 'grpc') analyzerLog(life, lines);
    else for (const line of lines) life.stack.backendLog(line);
  }
}

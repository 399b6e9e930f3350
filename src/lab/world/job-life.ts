import type { Clock } from '#lib/clock.ts';
import type { Fault, Stage } from '../scenario.ts';
import { analyzerLog, type Deed, faultOf, type Life, later, note, podEvent, release, type Stack } from './life.ts';
import { analyzerLines, cleanupLine, logStamp } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { NAMESPACE } from './objects.ts';
import { after, begin, turned } from './set-off.ts';
import { reaches } from './stage-effects.ts';
import { from, planStages } from './stages.ts';

/** One job's life on the stack, from the answer of configure to its clean-up; the bot never sees this, only the servers. */
export interface JobLife {
  readonly job: LabJob;
  /** When configure reached the server, ms since the epoch on the lab's clock. */
  readonly askedAt: number;
  /** Metadata answers. */
  readonly answering: () => boolean;
  /** When each stage really came, ms after `askedAt`. */
  readonly came: ReadonlyMap<Stage | 'configured', number>;
  /** What else really happened to it, in order. */
  readonly deeds: readonly Deed[];
  /** Ends when the job is cleaned up, or at once on `stop`. */
  readonly ended: Promise<void>;
  /** The backend knows nothing of it any more. */
  forget(): void;
  /** What somebody has switched on is another than before. */
  turned(): void;
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
  const plan = planStages(stack.random, faults);
  const life: Life = {
    ...{ job, faults, stack, askedAt, configuredAt, ageMs, came, stop },
    ...{
      timers: [],
      healed: new Set(),
      deeds: [],
      cleanupAlone: false,
      container: 'none',
      answering: false,
      forgotten: false,
    },
    heal: (kind, stage) => {
      life.healed.add(kind);
      const planned = plan.get(stage) ?? 0;
      for (const next of from(stage)) {
        const at = plan.get(next);
        if (at !== undefined) later(life, at - planned, () => reach(life, next));
      }
    },
  };
  const ended = live(life, plan, configuredAt, leave)
    .catch((error) => {
      if (!stop.aborted) throw error;
    })
    .finally(() => void release(life));
  const { deeds } = life;
  const told = { job, askedAt, came, deeds, ended };
  return { ...told, answering: () => life.answering, forget: () => forget(life), turned: () => turned(life) };
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
  after(life, 'configured');
  for (const [stage, at] of [...plan].sort(([, a], [, b]) => a - b)) {
    if (at >= cleanUpMs) break;
    await until(stack.clock, configuredAt + at, stop);
    reach(life, stage);
  }
  await (leave ? signalled(AbortSignal.any([leave, stop])) : until(stack.clock, configuredAt + cleanUpMs, stop));
  cleanUp(life);
  if (!leave) await stack.clock.sleep(GONE_MS, stop);
  removePods(life);
}

function reach(life: Life, stage: Stage): void {
  if (life.came.has(stage) || !reaches[stage](life)) return;
  life.came.set(stage, life.stack.clock.now() - life.askedAt);
  after(life, stage);
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
  note(life, 'cleaned-up');
  if (came.has('started')) {
    stack.kubernetes.log(
      NAMESPACE,
      job.cleanupPod,
      'cleanup',
      `${logStamp(stack.kubernetes.now())} ${cleanupLine(job)}`,
    );
    podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer');
  }
  analyzerLog(life, analyzerLines.cancelled);
  stack.kubernetes.remove('Service', NAMESPACE, job.service);
  stack.kubernetes.remove('Job', NAMESPACE, job.grpcJob);
  stack.kubernetes.remove('Job', NAMESPACE, job.cleanupJob);
  life.container = 'ended';
  release(life);
}

function removePods({ job, came, stack: { kubernetes } }: Life): void {
  if (!came.has('pod')) return;
  kubernetes.remove('Pod', NAMESPACE, job.grpcPod);
  kubernetes.remove('Pod', NAMESPACE, job.cleanupPod);
}

import type { Fault, Stage } from '../scenario.ts';
import { loseBroker } from './consumer.ts';
import { leakQueue } from './inventory.ts';
import { analyzerLog, forAWhile, inTheWorld, type Life, later, note, objectEvent, repeat } from './life.ts';
import { endAnalyzer, exceedDeadline, failPod } from './pod-ends.ts';

/** What is set off with the job, besides its stages. */
export function begin(life: Life): void {
  const { stack, job, faults } = life;
  turned(life);
  for (const fault of faults) {
    if (fault.kind === 'leaked-queue') leakQueue(stack.rabbitmq, job, fault.of, fault.ready, stack.clock.now());
    if (fault.kind === 'backend-restarts') inTheWorld(life, fault.atMs, () => restart(life, fault.how));
    if (fault.kind === 'path-broken') inTheWorld(life, fault.atMs, stack.breakPath);
    if (fault.kind === 'deadline') later(life, fault.atMs, () => exceedDeadline(life));
    if (fault.kind === 'for-a-while')
      for (const at of [fault.fromMs, fault.untilMs]) if (at !== undefined) inTheWorld(life, at, () => turn(life));
  }
}

function restart(life: Life, how: 'rollout' | undefined): void {
  note(life, 'backend-restarts');
  life.stack.restartBackend(how ?? 'restart');
}

/** Something begins or heals. */
function turn(life: Life): void {
  const { faults, stack, configuredAt } = life;
  const now = forAWhile(faults, stack.clock.now() - configuredAt);
  for (const { fault } of now) note(life, fault.kind);
  stack.setForAWhile(now);
  loseBroker(life);
}

/** Something is switched on or off by hand. */
export function turned(life: Life): void {
  for (const { kind } of life.stack.byHand()) note(life, kind);
  loseBroker(life);
}

/** What is set off by a stage. */
export function after(life: Life, stage: Stage | 'configured'): void {
  for (const fault of life.faults) {
    if (!('after' in fault) || fault.after !== stage) continue;
    if (fault.kind === 'log') say(life, fault);
    else if (fault.kind === 'warned') warn(life, fault);
    else later(life, Math.max(0, fault.inMs - life.ageMs), () => endBy(life, fault));
  }
}

/** A container ends once. */
function endBy(life: Life, fault: Extract<Fault, { inMs: number; after: Stage }>): void {
  if (life.container === 'ended' || !life.came.has('scheduled')) return;
  if (fault.kind === 'ends') endAnalyzer(life, fault);
  else failPod(life, fault);
}

/** A Warning about an object of the job, once or again and again. */
function warn(life: Life, { reason, message, on, everyMs }: Extract<Fault, { kind: 'warned' }>): void {
  const { grpcPod, grpcJob, service } = life.job;
  const object = {
    pod: { kind: 'Pod', name: grpcPod },
    job: { kind: 'Job', name: grpcJob },
    service: { kind: 'Service', name: service },
  }[on];
  const speak = () => objectEvent(life, 'Warning', reason, message, object);
  if (everyMs === undefined) speak();
  else repeat(life, everyMs, speak);
}

function say(life: Life, { from: source, lines: words, everyMs }: Extract<Fault, { kind: 'log' }>): void {
  const { id, queue } = life.job;
  const lines = words.map((line) => line.replaceAll('{job}', id).replaceAll('{queue}', queue));
  const speak = () => {
    if (source === 'grpc') analyzerLog(life, lines);
    else for (const line of lines) life.stack.backendLog(line);
  };
  if (everyMs === undefined) speak();
  else repeat(life, everyMs, speak);
}

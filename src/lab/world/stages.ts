import type { Random } from '../random.ts';
import { type Fault, type Stage, stages } from '../scenario.ts';

interface Step {
  readonly after: Stage | 'configured';
  /** Range of what a healthy job takes, ms. Sources: the monitoring guide's stages; the stream port: measured. */
  readonly takes: readonly [number, number];
}

const healthy: Readonly<Record<Stage, Step>> = {
  job: { after: 'configured', takes: [30, 120] },
  pod: { after: 'job', takes: [20, 90] },
  scheduled: { after: 'pod', takes: [20, 80] },
  started: { after: 'scheduled', takes: [900, 1_500] },
  ready: { after: 'started', takes: [80, 400] },
  queue: { after: 'started', takes: [500, 900] },
  consumer: { after: 'queue', takes: [250, 700] },
  metadata: { after: 'consumer', takes: [30, 120] },
  stream: { after: 'started', takes: [5_000, 7_000] },
};

/** When each stage comes, ms after configure was answered; a stage that never comes is absent, and so is all that follows it. */
export function planStages(random: Random, faults: readonly Fault[]): ReadonlyMap<Stage, number> {
  const plan = new Map<Stage | 'configured', number>([['configured', 0]]);
  const recorded = faults.find((fault) => fault.kind === 'next-job')?.job.stages ?? {};
  for (const stage of stages) {
    const { after, takes } = healthy[stage];
    const start = plan.get(after);
    const took = random.between(...takes);
    if (start === undefined || faults.some((fault) => fault.kind === 'never' && fault.stage === stage)) continue;
    const late = faults.filter((fault) => fault.kind === 'late').find((fault) => fault.stage === stage)?.byMs ?? 0;
    plan.set(stage, recorded[stage] ?? start + took + late);
  }
  plan.delete('configured');
  return plan as ReadonlyMap<Stage, number>;
}

/** The stage and all that follow it. */
export function from(stage: Stage): readonly Stage[] {
  return [stage, ...stages.filter((next) => healthy[next].after === stage).flatMap(from)];
}

/** What must have come before it. */
export function after(stage: Stage): Stage | 'configured' {
  return healthy[stage].after;
}

/** What it takes at most on a healthy job, ms. */
export function longest(stage: Stage): number {
  return healthy[stage].takes[1];
}

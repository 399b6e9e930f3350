import type { Limits, Readiness } from '#investigation/subject.ts';
import type { Fault, Stage } from '../scenario.ts';
import { after, longest } from '../world/stages.ts';
import type { Ingredient, Right, WorldPlan } from './plan.ts';

/** What a world is made of. */
export type Composition = Pick<WorldPlan, 'ingredients'>;

/** What the world itself wrote down of the job, ms after configure reached it; absent where no job was made. */
export interface Record {
  readonly came: Readonly<Partial<{ [S in Stage | 'configured']: number }>>;
  readonly deeds: readonly { readonly what: Fault['kind'] | 'consumer-back'; readonly at: number }[];
}

/**
 * well: the consumer came within the good limit and stayed · edge: within a breath of the limit · late: it came after it ·
 * impaired: it came in time, and something else is or was wrong · none: it never came, or went, before the bot stopped looking.
 */
export type Fate = 'well' | 'edge' | 'late' | 'impaired' | 'none';

export interface Truth {
  readonly fate: Fate;
  /** Nobody may say that it is healthy: it is not, or what was asked did not answer as Focus Server. */
  readonly unwell: boolean;
  /** The ingredients that had hold of the job, and the stages that were late or never came. */
  readonly because: readonly string[];
  readonly right: Required<Right>;
  /** True too, and no answer: what the bot could not see. */
  readonly blind: readonly string[];
  /** Kubernetes was not in sight, for a while or all along. */
  readonly withoutKubernetes: boolean;
  readonly readyMs?: number;
}

/** How near to the good limit neither healthy nor slow is wrong: the bot asks again and again, and sees it a little later. */
const BEFORE_MS = 400;
const BEHIND_MS = 700;

/** How the bot looked, ms after configure was sent. */
export interface Looked {
  readonly endedMs: number;
  /** When it last asked metadata in vain: a consumer that came after that may have come at once. */
  readonly lastMissMs?: number;
  readonly limits: Limits;
}

/** What was true of this world until the bot stopped looking. */
export function truthOf(plan: Composition, record: Record | undefined, looked: Looked): Truth {
  const { endedMs } = looked;
  const by = readinessIn(plan);
  const faults = plan.ingredients.filter(
    ({ role, id }) => role === 'fault' && (by === 'metadata' || id !== 'not-wired'),
  );
  const inEffect = faults.filter((fault) => hasHold(fault, record, endedMs));
  const waits = (stage: Stage) => inEffect.length === 0 || delays(plan, stage);
  const blindings = plan.ingredients.filter(({ role }) => role === 'blindness');
  const late = record ? lateStages(by, record, endedMs, waits) : [];
  const readyMs = record && readyAt(by, record, endedMs);
  const fate = record && !faults.some(({ jobless }) => jobless) ? fateOf(by, record, looked, late, inEffect) : 'none';
  const impairs = (fault: Ingredient) => endOfWay(fault) > endedMs && beganAt(fault, record) < (readyMs ?? endedMs);
  const unwell = fate === 'none' || fate === 'late' || inEffect.some(impairs);
  const slowed = late.filter(({ id }) => delayed(fate, inEffect.length > 0, id));
  const rights = [...inEffect.flatMap(({ right }) => right ?? []), ...slowed.map(({ right }) => right)];
  return {
    fate,
    unwell: fate !== 'edge' && unwell,
    because: [...inEffect, ...slowed].map(({ id }) => id),
    right: {
      ids: rights.flatMap(({ ids }) => ids),
      words: rights.flatMap(({ words = [] }) => words),
      family: rights.flatMap(({ family = [] }) => family),
    },
    blind: blindings.flatMap(({ right }) => right?.ids ?? []),
    withoutKubernetes: blindings.some(({ id }) => /kubernetes|denied|events|logs/.test(id)),
    ...(readyMs !== undefined && { readyMs }),
  };
}

function readinessIn({ ingredients }: Composition): Readiness {
  const set = ingredients.flatMap(({ faults }) => faults).find((fault) => fault.kind === 'ready-by');
  return set?.what ?? 'metadata';
}

/** The stage that counts as there, and those that it waits for. */
const WAYS: Readonly<{ [R in Readiness]: readonly Stage[] }> = {
  metadata: ['job', 'pod', 'scheduled', 'started', 'queue', 'consumer', 'metadata'],
  queue: ['job', 'pod', 'scheduled', 'started', 'queue', 'consumer'],
  stream: ['job', 'pod', 'scheduled', 'started', 'stream'],
};

/** A delay explains a late consumer; one that never came only where nothing else does, or where it was still waited for. */
function delayed(fate: Fate, byFault: boolean, id: string): boolean {
  if (fate === 'none' && byFault) return id.startsWith('waits-for');
  return fate !== 'well';
}

function hasHold({ deed, jobless, within, faults }: Ingredient, record: Record | undefined, endedMs: number): boolean {
  if (jobless) return true;
  const reached = within && (record?.came[within.after] ?? Number.POSITIVE_INFINITY);
  if (reached !== undefined && reached > Math.min(endedMs, within?.untilMs ?? endedMs)) return false;
  if (deed === undefined) return record === undefined || comesTo(faults, record, endedMs);
  return (record?.deeds ?? []).some(({ what, at }) => what === deed && at <= endedMs);
}

/** A stage that never comes is missing from when the one before it came. */
function comesTo(faults: readonly Fault[], { came }: Record, endedMs: number): boolean {
  const first = faults.flatMap((fault) => (fault.kind === 'never' ? after(fault.stage) : []))[0];
  if (first === undefined) return true;
  return (came[first] ?? Number.POSITIVE_INFINITY) <= endedMs;
}

function delays({ ingredients }: Composition, stage: Stage): boolean {
  return ingredients.some(({ faults }) => faults.some((fault) => fault.kind === 'late' && fault.stage === stage));
}

/** When what counts came for the last time; undefined where it was not there when the bot stopped looking. */
function readyAt(by: Readiness, { came, deeds }: Record, endedMs: number): number | undefined {
  const there = came[WAYS[by].at(-1) ?? 'metadata'] ?? Number.POSITIVE_INFINITY;
  const last = deeds.filter(({ what, at }) => at <= endedMs && ENDS[by].includes(what)).at(-1);
  if (there > endedMs) return undefined;
  if (last === undefined || last.at < there) return there;
  return last.what === 'consumer-back' ? last.at : undefined;
}

/** The consumer was there, and went when the bot had as good as stopped looking. */
function wentAtLast(by: Readiness, record: Record, endedMs: number): boolean {
  const before = record.deeds.filter(({ at }) => at < endedMs - LOOKS_BACK_MS);
  return readyAt(by, { ...record, deeds: before }, endedMs) !== undefined;
}

const LOOKS_BACK_MS = 500;

const ENDS_POD = ['ends', 'killed-by-probe', 'deadline', 'not-admitted', 'pod-failed', 'cleaned-up'];
const CHANGES_CONSUMER = ['consumer-back', 'consumer-goes', ...ENDS_POD];

/** Deeds that end what counts, or bring it back; a restart of the backend ends what metadata knows alone. */
const ENDS: Readonly<{ [R in Readiness]: readonly string[] }> = {
  metadata: [...CHANGES_CONSUMER, 'backend-restarts'],
  queue: CHANGES_CONSUMER,
  stream: ENDS_POD,
};

function fateOf(
  by: Readiness,
  record: Record,
  { endedMs, lastMissMs = Number.POSITIVE_INFINITY, limits }: Looked,
  late: readonly Late[],
  inEffect: readonly Ingredient[],
): Fate {
  const { consumerGoodMs } = limits;
  const readyMs = readyAt(by, record, endedMs);
  if (readyMs === undefined) return wentAtLast(by, record, endedMs) ? 'edge' : 'none';
  if (readyMs > consumerGoodMs + BEHIND_MS) return lastMissMs > consumerGoodMs ? 'late' : 'edge';
  if (inEffect.length > 0 || late.some(({ id }) => id === 'late-configured' || id === 'waits-for-stream'))
    return 'impaired';
  return readyMs > consumerGoodMs - BEFORE_MS ? 'edge' : 'well';
}

/** Until when the way to Focus Server is impaired, ms. */
function endOfWay({ way }: Ingredient): number {
  return way ? (way.untilMs ?? Number.POSITIVE_INFINITY) : 0;
}

function beganAt({ deed }: Ingredient, record: Record | undefined): number {
  return record?.deeds.find(({ what }) => what === deed)?.at ?? 0;
}

interface Late {
  readonly id: string;
  readonly right: Right;
}

const CONFIGURE_MS = 900;
const EXTRA_MS = 1_000;
/** Of 40 measured streams all were open so long after configure. */
const LONGEST_STREAM_MS = 22_000;

/** Stages that took much longer than a healthy job's, and the one that was waited for at the end. */
function lateStages(
  by: Readiness,
  { came, deeds }: Record,
  endedMs: number,
  waits: (stage: Stage) => boolean,
): readonly Late[] {
  const at = (stage: Stage | 'configured') => came[stage] ?? Number.POSITIVE_INFINITY;
  const onTheWay = WAYS[by];
  const late = onTheWay
    .filter((stage) => at(stage) <= endedMs && at(stage) - at(after(stage)) > longest(stage) + EXTRA_MS)
    .map((stage) => ({ id: `late-${stage}`, right: slow[stage] }));
  const configured =
    at('configured') > CONFIGURE_MS ? [{ id: 'late-configured', right: { ids: ['configure-slow'] } }] : [];
  const waited = onTheWay.find((stage) => at(stage) > endedMs && at(after(stage)) <= endedMs);
  const isShut =
    by !== 'stream' &&
    at('stream') > endedMs &&
    at(WAYS[by].at(-1) ?? 'metadata') <= endedMs &&
    endedMs - at('started') > LONGEST_STREAM_MS;
  const shut = isShut ? [{ id: 'waits-for-stream', right: never.stream }] : [];
  const cleaned = deeds.some((deed) => deed.what === 'cleaned-up' && deed.at <= endedMs) ? ['cleaned-up-early'] : [];
  // Of a stage that a fault keeps from coming, the fault says why.
  if (waited === undefined || !waits(waited)) return [...configured, ...late, ...shut];
  const { ids, words = [] } = never[waited];
  return [
    ...configured,
    ...late,
    { id: `waits-for-${waited}`, right: { ids: [...ids, ...slow[waited].ids, ...cleaned], words } },
  ];
}

const slow: Readonly<{ [S in Stage]: Right }> = {
  job: { ids: ['pod-slow'] },
  pod: { ids: ['pod-slow'] },
  scheduled: { ids: ['pod-slow', 'pod-not-scheduled'] },
  started: { ids: ['pod-slow'] },
  ready: { ids: [] },
  queue: { ids: ['queue-slow'] },
  consumer: { ids: ['consumer-slow'] },
  metadata: { ids: ['metadata-slow'] },
  stream: { ids: ['stream-slow'] },
};

const never: Readonly<{ [S in Stage]: Right }> = {
  job: { ids: ['kubernetes-job-not-created'] },
  pod: { ids: ['kubernetes-job-not-created'] },
  scheduled: { ids: ['pod-not-scheduled'] },
  started: { ids: [], words: ['ContainerCreating'] },
  ready: { ids: [] },
  queue: { ids: ['queue-missing'] },
  consumer: { ids: ['consumer-never-created', 'queue-without-consumer'] },
  metadata: { ids: ['metadata-not-wired'] },
  stream: { ids: ['stream-not-open', 'no-data-source', 'service-not-created'] },
};

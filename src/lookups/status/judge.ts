import { judgeAck, judgeFiber, judgeRoutes } from './focus-server.ts';
import { type Judged, sceneOf } from './judged.ts';
import { judgePods } from './pods.ts';
import type { PartRow, Readiness, ReadinessReport, StackSeen } from './report.ts';
import { judgeBroker, judgeDatabase, judgeLeakedQueues } from './servers.ts';

/** What one run of a readiness check came to; `blind`: what was seen does not decide it. */
export interface ReadinessJudgement {
  readonly outcome: 'ok' | 'warn' | 'failed' | 'blind';
  /** The worst part's; equal for equal troubles. */
  readonly cause?: string;
  /** The answer in one sentence. */
  readonly headline: string;
  readonly nextStep?: string;
}

/**
 * The chosen parts of a report as one outcome. What is not configured counts for nothing, unless nothing else was chosen:
 * then the check sees nothing.
 */
export function judgeReadiness(
  { environment, parts: all }: ReadinessReport,
  parts: readonly string[],
): ReadinessJudgement {
  const chosen = all.filter(({ part }) => parts.includes(part));
  const judged = chosen.filter(({ state, cause }) => state !== 'not-seen' || cause !== undefined);
  const worst = first(judged, 'unwell') ?? first(judged, 'not-seen') ?? first(judged, 'strained');
  if (worst) return troubled(environment, worst, judged);
  if (judged.length > 0)
    return { outcome: 'ok', headline: `${environment} is well: ${joined(judged.map(({ label }) => label))}.` };
  return {
    outcome: 'blind',
    cause: 'not-configured',
    headline: `Nothing of this check is configured for ${environment}.`,
    nextStep: chosen[0]?.remedy ?? `Check the parts of this check, and the settings of ${environment}, in focus.yml`,
  };
}

function first(parts: readonly PartRow[], state: PartRow['state']): PartRow | undefined {
  return parts.find((part) => part.state === state);
}

const OUTCOMES = { unwell: 'failed', 'not-seen': 'blind', strained: 'warn', well: 'ok' } as const;
const WORDS = { unwell: 'unwell', 'not-seen': 'not seen', strained: 'strained', well: 'well' } as const;

function troubled(environment: string, worst: PartRow, judged: readonly PartRow[]): ReadinessJudgement {
  const { state, label, value, cause, remedy } = worst;
  const others = judged.filter((part) => part !== worst && part.state === state).map((part) => part.label);
  const more = others.length === 0 ? '' : ` (also ${joined(others)})`;
  return {
    outcome: OUTCOMES[state],
    ...(cause !== undefined && { cause }),
    headline: `${label} of ${environment} ${state === 'not-seen' ? 'was' : 'is'} ${WORDS[state]}: ${value}${more}.`,
    ...(remedy !== undefined && { nextStep: remedy }),
  };
}

/** Whether one kind of job would be taken, and what stands against it. */
export interface Verdict {
  readonly readiness: Readiness;
  /** What is wrong with it, the worst first. */
  readonly why: string;
}

export function verdictOf(needs: readonly Judged[]): Verdict {
  const bad = needs.filter(({ allows }) => allows === 'no');
  if (bad.length > 0) return { readiness: 'not-ready', why: whyOf(bad) };
  const unknown = needs.filter(({ allows }) => allows === 'unknown');
  if (unknown.length === 0) return { readiness: 'ready', why: '' };
  // That a part is not configured is no news where another one could not be seen.
  const failed = unknown.filter(({ row }) => row.cause !== undefined);
  return { readiness: 'unclear', why: whyOf(failed.length > 0 ? failed : unknown) };
}

/** What is blamed for one trouble is told once. */
function whyOf(parts: readonly Judged[]): string {
  const troubles = Map.groupBy(parts, ({ row }) => row.cause ?? row.part);
  const words = [...troubles.values()].flatMap(([first]) => first?.short ?? []);
  return joined([...new Set(words)]);
}

/** The answer in one sentence, or one for each kind of job where they differ. */
export function headlineOf(environment: string, live: Verdict, historic: Verdict, others: readonly Judged[]): string {
  if (live.readiness !== historic.readiness || live.why !== historic.why) {
    const worseFirst = RANK[live.readiness] >= RANK[historic.readiness];
    const [first, second] = worseFirst ? (['live', 'historic'] as const) : (['historic', 'live'] as const);
    const verdicts = { live, historic };
    const rest = `${second === 'live' ? 'Live' : 'Historic'} jobs: ${shortly(verdicts[second])}.`;
    return `${sentence(environment, verdicts[first], `${first} jobs`)} ${rest}`;
  }
  const both = sentence(environment, live, 'live and historic jobs');
  const look = live.readiness === 'ready' ? joined(others.flatMap(({ short }) => short ?? [])) : '';
  return look === '' ? both : `${both} Worth a look: ${look}.`;
}

const RANK: Readonly<Record<Readiness, number>> = { 'not-ready': 2, unclear: 1, ready: 0 };

function sentence(environment: string, { readiness, why }: Verdict, jobs: string): string {
  switch (readiness) {
    case 'ready':
      return `${environment} is ready for ${jobs}.`;
    case 'not-ready':
      return `${environment} is NOT ready for ${jobs}: ${why}.`;
    case 'unclear':
      return `Whether ${environment} is ready for ${jobs} is unclear: ${why}.`;
  }
}

function shortly({ readiness, why }: Verdict): string {
  switch (readiness) {
    case 'ready':
      return 'ready';
    case 'not-ready':
      return `NOT ready, ${why}`;
    case 'unclear':
      return `unclear, ${why}`;
  }
}

export function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Who asked for the readiness of what. */
export interface ReadinessAsked extends Pick<ReadinessReport, 'lookup' | 'environment' | 'requestedBy'> {
  /** Which parts are told; all of them unless said. The others still speak for or against these. */
  readonly parts?: readonly string[];
}

/** All the judging of `/focus status`, and no I/O: the same look always gives the same report. */
export function writeReadinessReport(seen: StackSeen, asked: ReadinessAsked): ReadinessReport {
  const { lookup, environment, requestedBy, parts } = asked;
  const { ack, pods, fiber, broker, database, routes, leaked } = judgeAll(seen, environment);
  const live = verdictOf([ack, pods, fiber, broker]);
  const historic = verdictOf([ack, pods, database, broker]);
  const all = worstFirst([ack, pods, fiber, broker, database, routes, leaked]);
  const told = all.filter(({ row }) => parts === undefined || parts.includes(row.part)).map(({ row }) => row);
  const nextStep = told.find(({ remedy }) => remedy !== undefined)?.remedy;
  return {
    lookup,
    environment,
    requestedBy,
    at: seen.at,
    headline: headlineOf(environment, live, historic, all),
    live: live.readiness,
    historic: historic.readiness,
    parts: told,
    ...(nextStep !== undefined && { nextStep }),
  };
}

function judgeAll(seen: StackSeen, environment: string) {
  const scene = sceneOf(seen, environment);
  const ack = judgeAck(seen, scene);
  const pods = judgePods(seen, scene, ack);
  const broker = judgeBroker(seen, scene);
  return {
    ack,
    pods,
    fiber: judgeFiber(seen, scene, ack),
    broker,
    database: judgeDatabase(seen, scene),
    routes: judgeRoutes(seen, scene, ack),
    leaked: judgeLeakedQueues(seen, environment, pods, broker),
  };
}

/** Equally bad ones in the order in which a job needs them. What nobody configured is no trouble. */
function worstFirst(all: readonly Judged[]): readonly Judged[] {
  return all.toSorted((a, b) => badness(b.row) - badness(a.row));
}

function badness({ state, cause }: PartRow): number {
  switch (state) {
    case 'unwell':
      return 4;
    case 'not-seen':
      return cause === undefined ? 1 : 3;
    case 'strained':
      return 2;
    case 'well':
      return 0;
  }
}

import { keyOf, partsSeen } from '../diagnosis/environment-parts.ts';
import { type Evidence, observed, type PhaseId } from '../evidence.ts';
import { tellingLine } from '../log-entry.ts';
import { signatureOf } from '../log-reading/signature.ts';
import type { Moment, Span } from '../timeline/moment.ts';
import { buildTimeline, type Timeline } from '../timeline/timeline.ts';
import type { PastInvestigation } from './past.ts';
import { phaseIds } from './trend/part.ts';

/** One of two runs; its evidence may be forgotten. */
export interface Compared {
  readonly line: PastInvestigation;
  readonly evidence?: Evidence;
}

export interface Diff {
  readonly one: Compared;
  readonly other: Compared;
  readonly total: RowDiff;
  /** In their order; those that either run had. */
  readonly phases: readonly PhaseDiff[];
  /** What the two looked like, where that is not the same; what only one saw is not among them. */
  readonly signals: readonly { readonly signal: string; readonly one: string; readonly other: string }[];
  /** Complaints in the logs that only one has, each once. Absent where the evidence of either is forgotten. */
  readonly logs?: { readonly one: readonly string[]; readonly other: readonly string[] };
  /** Parts of the environment that were other ones, where both were seen. */
  readonly changes: readonly string[];
}

export interface RowDiff {
  /** Undefined where it was not seen apart. */
  readonly one: Span | undefined;
  readonly other: Span | undefined;
  /** By how much the other took longer at the least, ms, negative where less; 0 where the errors allow that they are equal. */
  readonly surelyMs: number;
  /** Of the middles, ms; absent where either did not end or was not seen. */
  readonly differenceMs?: number;
}

export interface PhaseDiff extends RowDiff {
  readonly id: PhaseId;
}

export function compareRuns(one: Compared, other: Compared): Diff {
  const both: Pair<Compared> = [one, other];
  const timelines = pair((i) => both[i].evidence && buildTimeline(both[i].evidence));
  const lines = pair((i) => both[i].line);
  const phases = phaseIds.map((id) => ({ id, ...rowOf(pair((i) => spanOf(id, lines[i], timelines[i]))) }));
  return {
    one,
    other,
    total: rowOf(pair((i) => totalOf(lines[i], timelines[i]))),
    phases: phases.filter((row) => row.one !== undefined || row.other !== undefined),
    signals: signalsOf(one.line, other.line),
    ...(one.evidence && other.evidence && { logs: logsOf(one.evidence, other.evidence) }),
    changes: one.evidence && other.evidence ? changesOf(one.evidence, other.evidence) : [],
  };
}

type Pair<T> = readonly [T, T];

function pair<T>(of: (index: 0 | 1) => T): Pair<T> {
  return [of(0), of(1)];
}

/** As the evidence has it, with its error; else as the line has it, which has none. */
function spanOf(id: PhaseId, line: PastInvestigation, timeline: Timeline | undefined): Span | undefined {
  const phase = timeline?.phases.find((one) => one.id === id && one.covers.length === 1);
  if (phase) return phase.took;
  const ms = line.phases[id];
  return ms === undefined ? undefined : { atLeast: ms, atMost: ms };
}

function totalOf({ totalMs, waitedMs }: PastInvestigation, timeline: Timeline | undefined): Span | undefined {
  if (totalMs === undefined) return waitedMs === undefined ? undefined : { atLeast: waitedMs };
  const ready: Moment | undefined = timeline?.milestones['consumer-ready'];
  return ready?.state === 'reached'
    ? { atLeast: ready.earliest, atMost: ready.latest }
    : { atLeast: totalMs, atMost: totalMs };
}

function rowOf([one, other]: Pair<Span | undefined>): RowDiff {
  if (!one || !other) return { one, other, surelyMs: 0 };
  const difference = one.atMost === undefined || other.atMost === undefined ? undefined : middle(other) - middle(one);
  return { one, other, surelyMs: surely(one, other), ...(difference !== undefined && { differenceMs: difference }) };
}

function middle({ atLeast, atMost = atLeast }: Span): number {
  return (atLeast + atMost) / 2;
}

function surely(one: Span, other: Span): number {
  if (one.atMost !== undefined && other.atLeast > one.atMost) return other.atLeast - one.atMost;
  if (other.atMost !== undefined && one.atLeast > other.atMost) return other.atMost - one.atLeast;
  return 0;
}

/** Complaints are told with the logs. */
function signalsOf(one: PastInvestigation, other: PastInvestigation): Diff['signals'] {
  const [first, second] = [one.signals ?? {}, other.signals ?? {}];
  return Object.keys(first)
    .filter((name) => !name.startsWith('log.') && Object.hasOwn(second, name) && first[name] !== second[name])
    .map((signal) => ({ signal, one: String(first[signal]), other: String(second[signal]) }));
}

function logsOf(one: Evidence, other: Evidence): NonNullable<Diff['logs']> {
  const [first, second] = [complaints(one), complaints(other)];
  const only = (those: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) =>
    [...those].flatMap(([signature, text]) => (others.has(signature) ? [] : [text]));
  return { one: only(first, second), other: only(second, first) };
}

/** Warnings and errors by their signature, errors first, each as it came first. */
function complaints(evidence: Evidence): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const level of ['error', 'warning'] as const)
    for (const { fact } of observed(evidence, 'log-line')) {
      if (fact.level !== level) continue;
      const text = tellingLine(fact.text);
      const signature = signatureOf(text);
      if (!found.has(signature)) found.set(signature, `${fact.source}: ${text}`);
    }
  return found;
}

function changesOf(one: Evidence, other: Evidence): readonly string[] {
  const [first, second] = [partsSeen(one), partsSeen(other)];
  if (!first || !second) return [];
  const [before, after] = [first, second].map(({ parts }) => new Map(parts.map((part) => [keyOf(part), part.version])));
  const kinds = first.complete.filter((what) => second.complete.includes(what));
  const isCompared = (key: string) => kinds.some((what) => key.startsWith(`${what} `));
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].filter(isCompared);
  return keys.flatMap((key) => {
    if (!before?.has(key)) return [`${key}: new`];
    if (!after?.has(key)) return [`${key}: gone`];
    return before.get(key) === after.get(key) ? [] : [`${key}: changed`];
  });
}

import { type Differential, MOST_COMPLAINTS, readSignals, type SignalRow } from '../diagnosis/signals.ts';
import type { HealthyRun, Signals, SignalValue } from '../evidence.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { reportPhases } from './phases.ts';

/** With fewer runs that show a signal, nothing is called unusual. */
const ENOUGH_RUNS = 3;
/** So many of them must differ, or be the same. */
const MOST_OF = 0.8;
/** A value that not even half of them have is not usual. */
const USUAL = 0.5;
/** Blamed by people again and again, though healthy jobs have neither. */
const CLASSIC = /^(?:record\.|records\.kept$|pod\.label\.job_id$)/;

/**
 * What is unusual now against the last healthy runs, and what is not: undefined where none are known. A phase is compared
 * with the p95 of those that history has learned from.
 */
export function differentiate(timeline: Timeline): Differential | undefined {
  const healthy = timeline.evidence.background?.healthy ?? [];
  if (healthy.length === 0) return undefined;
  const rows = [...compareAll(readSignals(timeline), healthy), ...comparePhases(timeline)];
  const of = (standing: Compared['standing']) => rows.filter((row) => row.standing === standing).map(({ row }) => row);
  const unusual = of('unusual').toSorted((a, b) => rankOf(a.signal) - rankOf(b.signal));
  const same = of('same').toSorted((a, b) => weight(a) - weight(b) || rankOf(a.signal) - rankOf(b.signal));
  return { runs: healthy.length, unusual, same };
}

interface Compared {
  readonly standing: 'unusual' | 'same' | 'neither';
  readonly row: SignalRow;
}

/** That a log was read, or how many complaints it had, is not of interest: the complaints are. */
function compareAll(now: Signals, healthy: readonly HealthyRun[]): readonly Compared[] {
  return Object.entries(now).flatMap(([signal, value]) => {
    if (signal === 'log.backend') return [];
    return signal === 'events.reasons' ? compareEvents(reasonsOf(value), healthy) : [compare(signal, value, healthy)];
  });
}

/** What is unusual each for itself; what is not, as one. */
function compareEvents(reasons: readonly string[], healthy: readonly HealthyRun[]): readonly Compared[] {
  const each = reasons.map((reason) => ({ reason, compared: compare(`event.${reason}`, true, healthy) }));
  const unusual = each.filter(({ compared }) => compared.standing === 'unusual');
  const others = each.filter(({ compared }) => compared.standing !== 'unusual').map(({ reason }) => reason);
  const known = healthy.flatMap(({ signals }) => valueIn(signals, 'events.reasons') ?? []).map(reasonsOf);
  const alike = known.filter((theirs) => others.every((reason) => theirs.includes(reason))).length;
  const signal = 'events.reasons';
  const shown = { now: wordsOf(signal, others.join(', ')), usually: `seen in ${alike} of ${known.length}` };
  const isSame = others.length > 0 && alike > 0 && alike >= MOST_OF * known.length;
  const same: Compared = { standing: 'same', row: { signal, label: labelOf(signal), ...shown } };
  return [...unusual.map(({ compared }) => compared), ...(isSame ? [same] : [])];
}

function compare(signal: string, now: SignalValue, healthy: readonly HealthyRun[]): Compared {
  const known = healthy.flatMap((run) => valueIn(run.signals, signal) ?? []);
  const count = (value: SignalValue) => known.filter((other) => other === value).length;
  const equal = count(now);
  const usual = known.reduce((best, value) => (count(value) > count(best) ? value : best), known[0] ?? now);
  const isUnusual = known.length >= ENOUGH_RUNS && known.length - equal >= MOST_OF * known.length;
  const isSame = equal > 0 && (equal >= MOST_OF * known.length || CLASSIC.test(signal));
  const standing = isUnusual && count(usual) >= USUAL * known.length ? 'unusual' : isSame ? 'same' : 'neither';
  const shown = standing === 'same' ? now : usual;
  const usually = `${wordsOf(signal, shown)} in ${count(shown)} of ${known.length}`;
  return { standing, row: { signal, label: labelOf(signal), now: wordsOf(signal, now), usually } };
}

/** Undefined where the run was not looked at for it: that is no absence. */
function valueIn(signals: Signals, signal: string): SignalValue | undefined {
  if (Object.hasOwn(signals, signal)) return signals[signal];
  if (signal.startsWith('event.')) {
    const reasons = valueIn(signals, 'events.reasons');
    return reasons === undefined ? undefined : reasonsOf(reasons).includes(signal.slice('event.'.length));
  }
  if (!signal.startsWith('log.backend:')) return undefined;
  const complaints = valueIn(signals, 'log.backend');
  // Of more than are kept, those that are not kept are not known.
  return typeof complaints === 'number' && complaints <= MOST_COMPLAINTS ? false : undefined;
}

function reasonsOf(value: SignalValue): readonly string[] {
  return String(value)
    .split(', ')
    .filter((reason) => reason !== '');
}

function comparePhases(timeline: Timeline): readonly Compared[] {
  const { phases: rows } = reportPhases(timeline);
  return rows.flatMap(({ id, label, took: now, usual, runs }, index): Compared[] => {
    const phase = timeline.phases[index];
    if (!phase || runs === undefined) return [];
    const { took, usual: limits } = phase;
    const isSame = took.atMost !== undefined && took.atMost <= limits.toMs;
    const standing = took.atLeast > limits.toMs ? 'unusual' : isSame ? 'same' : 'neither';
    return [{ standing, row: { signal: `phase.${id}`, label, now, usually: `${usual} in ${runs} runs` } }];
  });
}

/** Of what is the same, what is blamed most easily comes first. */
function weight({ signal }: SignalRow): number {
  if (CLASSIC.test(signal)) return 0;
  return signal.startsWith('log.') ? 1 : 2;
}

/** What was compared with: `the last 10 healthy runs`. */
export function healthyRuns(runs: number): string {
  return runs === 1 ? 'the last healthy run' : `the last ${runs} healthy runs`;
}

/** Names of signals, or what they begin with where they end in `.` or `:`; the most telling first. */
const signals: readonly (readonly [name: string, label: string, words?: readonly [yes: string, no: string]])[] = [
  ['pod.exists', 'pod', ['present', 'absent']],
  ['queue.exists', 'queue', ['present', 'absent']],
  ['queue.consumers', 'consumers of the queue'],
  ['pod.ready', 'pod condition', ['Ready', 'not Ready']],
  ['service.exists', 'Service', ['present', 'absent']],
  ['route.metadata', 'metadata route', ['served', 'absent']],
  ['stream.open', 'stream port', ['open', 'closed']],
  ['record.', 'document in '],
  ['records.kept', 'collections for documents of jobs', ['present', 'absent']],
  ['pod.label.', 'pod label '],
  ['phase.', ''],
  ['pod.restarts', 'restarts of the pod'],
  ['event.', 'event ', ['seen', 'not seen']],
  ['events.reasons', 'events'],
  ['backend.restarts', 'restarts of the backend'],
  ['backend.image', 'image of the backend'],
  ['pod.image', 'image of the pod'],
  ['pod.labels', 'pod labels'],
  ['pod.node', 'node'],
  ['log.backend:', 'backend log: ', ['logged', 'not logged']],
  ['queue.via', 'queue seen by'],
];

const LONGEST = 120;

/** The smaller, the more telling. */
function rankOf(signal: string): number {
  const rank = signals.findIndex(([name]) => isNamed(signal, name));
  return rank === -1 ? signals.length : rank;
}

/** Such as `pod label job_id`. */
export function labelOf(signal: string): string {
  const [name = '', label = signal] = signals[rankOf(signal)] ?? [];
  return oneLine(isPrefix(name) ? `${label}${signal.slice(name.length)}` : label);
}

/** Such as `absent`. */
function wordsOf(signal: string, value: SignalValue): string {
  const [, , words] = signals[rankOf(signal)] ?? [];
  if (typeof value === 'boolean') return words?.[value ? 0 : 1] ?? (value ? 'yes' : 'no');
  return oneLine(String(value)) || 'none';
}

function isNamed(signal: string, name: string): boolean {
  return isPrefix(name) ? signal.startsWith(name) : signal === name;
}

function isPrefix(name: string): boolean {
  return name.endsWith('.') || name.endsWith(':');
}

/** Lines of earlier runs come from outside. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

import type { SignalValue } from './signals.ts';

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
export function rankOf(signal: string): number {
  const rank = signals.findIndex(([name]) => isNamed(signal, name));
  return rank === -1 ? signals.length : rank;
}

/** Such as `pod label job_id`. */
export function labelOf(signal: string): string {
  const [name = '', label = signal] = signals[rankOf(signal)] ?? [];
  return oneLine(isPrefix(name) ? `${label}${signal.slice(name.length)}` : label);
}

/** Such as `absent`. */
export function wordsOf(signal: string, value: SignalValue): string {
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

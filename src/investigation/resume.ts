import type { Watch } from './evidence.ts';
import { type Fact, type FactKind, type Gap, hasConsumer, type Observation } from './observation.ts';
import type { Probe } from './probe.ts';
import { seconds } from './say.ts';
import { mayBeOver, type Readiness, readinessOf, type Subject } from './subject.ts';

/** What is seen while an investigation looks. The lists grow at their ends. */
export interface SoFar {
  readonly observations: readonly Observation[];
  readonly gaps: readonly Gap[];
  /** Every probe that was set to look. */
  readonly begun: readonly Begun[];
  /** Those of them that have come to their end. */
  readonly ended: readonly Watch[];
}

export type Begun = Pick<Watch, 'probe' | 'sees' | 'from'>;

/** What an earlier run of the same investigation saw before it was cut short, as far as it was kept. */
export interface Earlier extends SoFar {
  /** Nothing is missing up to here, ms since the epoch. */
  readonly seenTo: number;
  /** By whose zero it is timed, where a run that looks anew would find another one. */
  readonly subject?: Subject;
}

/** Timed as the earlier run was, and looked at as long as one that is found now. */
export function goneOnWith(found: Subject, earlier: Earlier | undefined): Subject {
  const subject = earlier?.subject;
  if (!subject) return found;
  return { ...subject, timeoutMs: Math.max(subject.timeoutMs, found.zero + found.timeoutMs - subject.zero) };
}

/** A shorter stretch hides nothing. */
const LEAST_AWAY_MS = 1_000;

/** What changes while a job lives: a look tells nothing of the time before it. The rest is asked once, whenever that is. */
const CHANGING: readonly FactKind[] = [
  'metadata-answer',
  'pod-state',
  'kubernetes-job-state',
  'service-state',
  'kubernetes-event',
  'broker-state',
  'queue-state',
  'job-record',
  'log-line',
  'stream-port',
];

/** Since the earlier run, or since configure was answered, nobody looked: a gap for every probe that goes on, or begins, now. */
export function awayGaps(
  { configure, zero }: Subject,
  earlier: Earlier | undefined,
  probes: readonly Probe[],
  now: number,
): readonly Gap[] {
  const from = earlier?.seenTo ?? configure?.answeredAt ?? now;
  if (now - from < LEAST_AWAY_MS) return [];
  const detail = `nobody looked from ${seconds(from - zero)} to ${seconds(now - zero)}: the process that did had ended, and another one went on`;
  const unseen = probes.map(({ id, sees }) => ({ id, kinds: sees.filter((kind) => CHANGING.includes(kind)) }));
  return unseen
    .filter(({ kinds }) => kinds.length > 0)
    .map(({ id, kinds }) => ({ at: now, probe: id, kinds, reason: 'bot-away', from, detail }));
}

/** The earlier run had ended all looks that the answer waits for, and died before its report. */
export function isAnswered({ ended }: Earlier, probes: readonly Probe[], subject: Subject): boolean {
  const answering = probes.filter(({ answers }) => answers === readinessOf(subject));
  const meaning = probes.filter(({ beforeVerdict }) => beforeVerdict);
  if (subject.job && answering.length === 0) return false;
  const awaited = subject.job ? [...answering, ...meaning] : probes.filter(({ once }) => once);
  return awaited.every(({ id }) => ended.some(({ probe }) => probe === id));
}

/** Its consumer was seen, and by now the job may be over: what a look finds gone went with it. */
export function isPast({ observations }: Earlier, subject: Subject, now: number): boolean {
  return mayBeOver(subject, now) && observations.some(({ fact }) => isThere[readinessOf(subject)](fact));
}

const isThere: Readonly<Record<Readiness, (fact: Fact) => boolean>> = {
  metadata: (fact) => fact.kind === 'metadata-answer' && fact.answer === 'ready',
  queue: (fact) => fact.kind === 'queue-state' && hasConsumer(fact),
  stream: (fact) => fact.kind === 'stream-port' && fact.open,
};

/** How the watch of each probe stood at the end of the earlier run. */
export function watchesOf({ begun, ended, seenTo }: Earlier): readonly Watch[] {
  return begun.map(
    (watch) => ended.find(({ probe }) => probe === watch.probe) ?? { ...watch, to: seenTo, ended: 'complete' },
  );
}

/** Logs and events are read again from their beginning: what is known of them is not learned twice. */
export function isKnownIn({ observations }: Pick<SoFar, 'observations'>): (fact: Observation['fact']) => boolean {
  const known = new Set(observations.flatMap(({ fact }) => stampedName(fact) ?? []));
  return (fact) => {
    const name = stampedName(fact);
    return name !== undefined && known.has(name);
  };
}

function stampedName(fact: Observation['fact']): string | undefined {
  if (fact.kind === 'kubernetes-event') return JSON.stringify(fact);
  if (fact.kind !== 'log-line' || fact.stamp === undefined) return undefined;
  return `${fact.pod} ${fact.container} ${fact.stamp}`;
}

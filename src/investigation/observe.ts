import type { Clock } from '#lib/clock.ts';
import { unlessAborted } from '#lib/deadline.ts';
import { describeError } from '#lib/errors.ts';
import { createRedactor, type Redactor } from '#lib/redact.ts';
import { type Awaited, awaitRest } from './awaited.ts';
import type { Evidence, Watch } from './evidence.ts';
import { createHints, type Hints } from './hints.ts';
import type { ConfigureAnswer, Fact, Gap, Observation } from './observation.ts';
import { BlindError, type Probe, type Sighting, whyOf } from './probe.ts';
import { awayGaps, type Begun, type Earlier, isAnswered, isKnownIn, isPast, type SoFar, watchesOf } from './resume.ts';
import { kindOf, readinessOf, type Subject } from './subject.ts';

export interface Observing {
  readonly probes: readonly Probe[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears of every observation as it is made. */
  readonly onObservation?: (observation: Observation) => void;
  /** What was seen so far has decided it, and no waiting would change it: then nothing more is looked at. */
  readonly isDecided?: (subject: Subject, soFar: readonly Observation[], now: number) => boolean;
  /** What an earlier run of the investigation saw: this one goes on from there. */
  readonly earlier?: Earlier;
  /** Hears, as the look begins, where all that is seen is noted: whoever keeps it reads there. */
  readonly onBegin?: (soFar: SoFar) => void;
  /** Masks secrets in all that is seen; the known ones unless told. */
  readonly redactor?: Redactor;
}

/** How long the other probes may still look after the question is answered: a queue's or a pod's last change is on its way. */
const LAST_LOOK_MS = 400;
/** A cause is known, and what the job logged last is on its way. */
const LAST_WORDS_MS = 800;
/** Facts that can decide it before metadata has: what becomes of the job's own objects. */
const DECIDING: readonly Fact['kind'][] = ['pod-state', 'kubernetes-job-state', 'kubernetes-event'];
const NEVER = new AbortController().signal;
/** Probes have time-outs of 3 and 4 s of their own, with words of their own. */
const ENVIRONMENT_MS = 4_500;
/** A probe that has not stopped this long after it was told to is left behind, with a gap. */
const STOP_MS = 1_000;

/** All probes side by side until the question is answered; one probe's failure leaves the rest working. */
export async function observe(subject: Subject, observing: Observing): Promise<Evidence> {
  const redactor = observing.redactor ?? createRedactor([]);
  let decided = Promise.withResolvers<void>();
  const hints = createHints(observing.clock);
  let rest: Awaited | undefined;
  const notes = createNotes(observing, redactor, ({ fact }) => {
    hints.hear(fact);
    rest?.hear(fact);
    if (subject.job && DECIDING.includes(fact.kind) && isDecided()) decided.resolve();
  });
  const isDecided = () => observing.isDecided?.(subject, notes.observations, observing.clock.now()) === true;
  // What seemed certain may be no more by what came in its last words: another pod in its place, a deletion.
  const heardOut = async () => {
    do {
      await decided.promise;
      decided = Promise.withResolvers<void>();
      await observing.clock.sleep(LAST_WORDS_MS, observing.signal).catch(() => {});
    } while (!isDecided());
  };
  const { configure } = subject;
  const { earlier } = observing;
  if (configure && !earlier) notes.add('trigger', { at: configure.answeredAt, fact: configure });
  const stop = new AbortController();
  const kind = kindOf(subject);
  const late = kind === 'environment' ? observing.clock.timeout(ENVIRONMENT_MS) : NEVER;
  const signal = AbortSignal.any([observing.signal, stop.signal, late]);
  const asked = observing.probes.filter((probe) => isAsked(probe, subject));
  const from = observing.clock.now();
  const ofTrigger = configure ? [triggerWatch(configure)] : [];
  const evidenceAt = (endedAt: number, ended: readonly Watch[]): Evidence => ({
    version: 1,
    subject: redactor.redactDeep(subject),
    endedAt,
    observations: [...notes.observations],
    gaps: [...notes.gaps],
    watches: [...ofTrigger, ...ended],
  });
  if (earlier && (isAnswered(earlier, asked, subject) || isDecided()))
    return evidenceAt(earlier.seenTo, watchesOf(earlier));
  for (const gap of awayGaps(subject, earlier, asked.filter(goesOn), from)) notes.add(gap.probe, { at: gap.at, gap });
  if (earlier && isPast(earlier, subject, from)) return evidenceAt(from, watchesOf(earlier));
  const watching = { subject, signal, late, notes, hints, clock: observing.clock };
  const watches = asked.map((probe) => {
    const said = Promise.withResolvers<void>();
    const ended = watch(probe, watching, said.resolve);
    return { probe, ended, answered: Promise.race([ended.then(() => {}), said.promise]) };
  });
  const ofStream = watches.find(({ probe }) => probe.answers === 'stream')?.ended;
  rest = awaitRest(subject, ofStream ?? Promise.resolve(), observing.clock, signal);
  for (const { fact } of notes.observations) rest.hear(fact);
  observing.onBegin?.(notes);
  await answered(watches, observing, subject, rest.come, heardOut());
  stop.abort();
  const ended = await Promise.all(
    watches.map(({ probe, ended }) => inTime(probe, from, ended, notes, observing.clock)),
  );
  notes.close();
  return evidenceAt(observing.clock.now(), ended);

  function goesOn({ id }: Probe): boolean {
    return !earlier?.ended.some(({ probe }) => probe === id);
  }
}

/** Of an environment as a whole only single looks are asked. */
function isAsked({ about, once, beside, ofWatched }: Probe, subject: Subject): boolean {
  if (beside) return true;
  if (subject.watched && ofWatched === 'never') return false;
  if (about === 'birth') return !subject.job && subject.configure?.outcome === 'unanswered';
  if (subject.job) return about !== 'all-jobs';
  return kindOf(subject) === 'environment' ? once === true : about === 'environment';
}

function triggerWatch({ sentAt, answeredAt }: ConfigureAnswer): Watch {
  return { probe: 'trigger', sees: ['configure-answer'], from: sentAt, to: answeredAt, ended: 'complete' };
}

/** The probe that answers and those that give it its meaning have ended, or, where there is no job to ask about, every look at the environment is done. */
async function answered(
  watches: readonly { probe: Probe; answered: Promise<void> }[],
  observing: Observing,
  subject: Subject,
  rest: Promise<void>,
  heardOut: Promise<void>,
) {
  const readiness = readinessOf(subject);
  const awaited = watches.filter(({ probe }) =>
    subject.job ? probe.answers === readiness || (probe.beforeVerdict && !waitsUntilLate(probe, subject)) : probe.once,
  );
  const ends = Promise.race([
    Promise.all([...awaited.map((of) => of.answered), ...(subject.job ? [rest] : [])]).then(() => false),
    heardOut.then(() => true),
  ]);
  // Whoever stops it wants what was seen until then.
  const isEarly = await unlessAborted(observing.signal, ends).catch((error: unknown) => {
    if (observing.signal.aborted) return false;
    throw error;
  });
  if (isEarly) return;
  // Single looks have no last one.
  if (kindOf(subject) === 'environment') return;
  await observing.clock.sleep(LAST_LOOK_MS, observing.signal).catch(() => {});
}

interface Watching {
  readonly subject: Subject;
  readonly signal: AbortSignal;
  /** The time for looks at an environment is up; the signal has aborted too. */
  readonly late: AbortSignal;
  readonly notes: Notes;
  readonly hints: Hints;
  readonly clock: Clock;
}

function waitsUntilLate({ ofWatched }: Probe, { watched }: Subject): boolean {
  return watched === true && ofWatched === 'when-late';
}

/** What counts has not come in this part of its time: most jobs have had it long before. */
const LATE_PART = 0.5;

/** One that an earlier run saw to its end is not looked for again. */
async function watch(probe: Probe, watching: Watching, onAnswered: () => void): Promise<Watch> {
  const { notes, clock, subject, signal } = watching;
  if (waitsUntilLate(probe, subject)) {
    const from = clock.now();
    const lateMs = subject.zero + LATE_PART * subject.timeoutMs - from;
    const isLate = await clock.sleep(Math.max(0, lateMs), signal).then(
      () => true,
      () => false,
    );
    if (!isLate) return { probe: probe.id, sees: [], from, to: clock.now(), ended: 'complete' };
  }
  const before = notes.ended.find((watch) => watch.probe === probe.id);
  if (before) return before;
  const begun = notes.begin({ probe: probe.id, sees: probe.sees, from: clock.now() });
  const watched = await look(probe, begun, watching, onAnswered);
  notes.end(watched);
  return watched;
}

async function look(
  probe: Probe,
  watched: Begun,
  { subject, signal, late, notes, hints, clock }: Watching,
  onAnswered: () => void,
): Promise<Watch> {
  try {
    for await (const sighting of probe.watch(subject, signal, hints))
      if ('isAnswered' in sighting) onAnswered();
      else notes.add(probe.id, sighting);
    if (late.aborted && !probe.beside) throw tooLate(probe);
    return { ...watched, to: clock.now(), ended: 'complete' };
  } catch (error) {
    const isBlind = error instanceof BlindError;
    if (signal.aborted && !late.aborted && !isBlind) return { ...watched, to: clock.now(), ended: 'complete' };
    notes.miss(probe, late.aborted && !isBlind ? tooLate(probe) : error);
    return { ...watched, to: clock.now(), ended: 'failed' };
  }
}

function tooLate({ id }: Probe): BlindError {
  return new BlindError('timed-out', `${id} had no answer within ${ENVIRONMENT_MS / 1_000} s`);
}

async function inTime(probe: Probe, from: number, ended: Promise<Watch>, notes: Notes, clock: Clock): Promise<Watch> {
  const timer = new AbortController();
  const late = clock.sleep(STOP_MS, timer.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const first = await Promise.race([ended, late]);
  timer.abort();
  if (first !== 'late') return first;
  notes.miss(probe, new BlindError('cut-short', `${probe.id} had not stopped ${STOP_MS / 1000} s after the end`));
  return { probe: probe.id, sees: probe.sees, from, to: clock.now(), ended: 'failed' };
}

const NOTHING: SoFar = { observations: [], gaps: [], begun: [], ended: [] };

interface Notes extends SoFar {
  add(probe: string, sighting: Exclude<Sighting, { readonly isAnswered: true }>): void;
  miss(probe: Probe, error: unknown): void;
  /** Gives the beginning of its watch, which may have been in an earlier run. */
  begin(watch: Begun): Begun;
  end(watch: Watch): void;
  /** What a probe that was left behind says afterwards is not heard. */
  close(): void;
}

function createNotes(
  { clock, onObservation, earlier }: Observing,
  { redact, redactDeep }: Redactor,
  onNoted: (observation: Observation) => void,
): Notes {
  const before: SoFar = earlier ?? NOTHING;
  const observations: Observation[] = [...before.observations];
  const gaps: Gap[] = [...before.gaps];
  const begun: Begun[] = [...before.begun];
  const ended: Watch[] = [...before.ended];
  const isKnown = isKnownIn(before);
  for (const observation of observations) onObservation?.(observation);
  let open = true;
  const note = (probe: string, at: number, fact: Fact) => {
    const observation = { id: `o${observations.length + 1}`, at, probe, fact: redactDeep(fact) };
    if (isKnown(observation.fact)) return;
    observations.push(observation);
    onObservation?.(observation);
    onNoted(observation);
  };
  return {
    observations,
    gaps,
    begun,
    ended,
    begin: (watch) => {
      const known = begun.find(({ probe }) => probe === watch.probe);
      if (!known) begun.push(watch);
      return known ?? watch;
    },
    end: (watch) => {
      if (open) ended.push(watch);
    },
    add: (probe, sighting) => {
      if (!open) return;
      if ('fact' in sighting) note(probe, sighting.at, sighting.fact);
      else gaps.push({ at: sighting.at, probe, ...redactDeep(sighting.gap) });
    },
    miss: (probe, error) => {
      if (!open) return;
      const why = error instanceof BlindError ? whyOf(error) : { reason: 'failed' as const };
      const detail = redact(describeError(error));
      gaps.push({ at: clock.now(), probe: probe.id, kinds: probe.sees, ...redactDeep(why), detail });
    },
    close: () => {
      open = false;
    },
  };
}

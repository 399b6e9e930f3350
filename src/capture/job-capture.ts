import type { Addition } from '#history/capture-addition.ts';
import type { CapturedFact } from '#history/capture-entry.ts';
import { comparedTo, joined, type Life } from '#history/capture-life.ts';
import type { CaptureWriter } from '#history/capture-writer.ts';
import { type JobNames, jobNames } from '#investigation/job-id.ts';
import type { Gap, KubernetesEvent, LogLine, PodState } from '#investigation/observation.ts';
import type { Clock } from '#lib/clock.ts';
import { type Budget, createLineBuffer, type Taken } from './buffer.ts';
import { isFailure } from './failure.ts';
import { createPodsSeen } from './pods-seen.ts';

/** What one process captures of one life of a job, and has not kept yet. Everything it hears is masked already. */
export interface JobCapture {
  readonly jobId: string;
  readonly names: JobNames;
  /**
   * awaited: no pod was seen yet · living: it has a pod · gone: it has none any more · replaced: a later life of the id is
   * kept, and nothing more of this one.
   */
  readonly state: 'awaited' | 'living' | 'gone' | 'replaced';
  /** Since when it is in this state. */
  readonly since: number;
  /** Whether a pod of that life belongs here. */
  isOf(life: Life): boolean;
  pod(state: PodState, life: Life, terminating: boolean): void;
  /** `at`: when it was learned. */
  event(event: KubernetesEvent, at: number): void;
  line(line: LogLine, at: number): void;
  gap(gap: Gap): void;
  /** Another process or an earlier one has kept this line. */
  has(line: { readonly pod: string; readonly container: string; readonly stamp?: number }): boolean;
  /** Its pods are there at this moment. */
  stillThere(): void;
  /** Keeps what is new, if anything is. Rejects when that fails: nothing is lost, and the next time tries again. */
  flush(ending?: 'gone' | 'living'): Promise<boolean>;
}

export interface JobCaptureOptions {
  readonly jobId: string;
  readonly writer: CaptureWriter;
  readonly clock: Clock;
  readonly budget: Budget;
  /** Bytes of log lines that may wait to be kept. */
  readonly mostBytes: number;
}

/** What was said of a job is not older than this before its first pod: Job and pod are made within a second, and clocks differ. */
const BEFORE_BORN_MS = 30_000;
/** How old a life may be of which no pod was seen yet. */
const UNBORN_MS = 60_000;
/** For so long what is known waits for the pod that says which life it is of. */
const HOLD_MS = 20_000;
/** How often it is noted that the job still lives, when there is nothing else to note. */
const SIGN_OF_LIFE_MS = 15_000;
/** Far more than are kept of one job. */
const MOST_FACTS = 2_000;
/** The ids of the probes that see the same for an investigation. */
const PROBE_OF = { grpc: 'job-logs', cleanup: 'job-logs', backend: 'backend-logs' } as const;

export function createJobCapture({ jobId, writer, clock, budget, mostBytes }: JobCaptureOptions): JobCapture {
  const begunAt = clock.now();
  const pods = createPodsSeen(clock);
  const events = new Set<string>();
  const lines = createLineBuffer(mostBytes, budget);
  let life: Life = { id: '', uids: [] };
  let seen: { readonly first: number; readonly last: number } | undefined;
  let [state, since]: [JobCapture['state'], number] = ['awaited', begunAt];
  let saidError = false;
  let facts: CapturedFact[] = [];
  let gaps: Gap[] = [];
  let kept: { readonly at: number; readonly failed: boolean } | undefined;
  let pending: { readonly addition: Addition; readonly taken: Taken } | undefined;
  let flushing: { readonly work: Promise<boolean>; readonly ending: Addition['end'] | undefined } | undefined;

  const sawAt = (at: number) => {
    seen = { first: Math.min(at, seen?.first ?? at), last: Math.max(at, seen?.last ?? at) };
  };
  const turn = (next: JobCapture['state']) => {
    if (state !== next) since = clock.now();
    state = next;
  };
  const note = (probe: string, fact: PodState | KubernetesEvent, at: number) => {
    if (facts.length < MOST_FACTS) facts.push({ at, probe, fact });
    sawAt(at);
  };
  const hasFailed = () => saidError || pods.haveFailed();
  const seenLife = () => ({ life, firstSeenAt: seen?.first ?? begunAt, lastSeenAt: seen?.last ?? begunAt });

  function isWorthKeeping(ending: Addition['end'] | undefined): boolean {
    const isNews = facts.length > 0 || !lines.isEmpty;
    if (state === 'awaited') {
      if (ending) return isNews || kept !== undefined;
      return isNews && clock.now() - begunAt >= HOLD_MS;
    }
    if (ending || isNews || gaps.length > 0 || hasFailed() !== kept?.failed) return true;
    return clock.now() - kept.at >= SIGN_OF_LIFE_MS;
  }

  function taken(end: Addition['end']): NonNullable<typeof pending> {
    const taken = lines.take();
    const from = (life.born ?? begunAt - UNBORN_MS) - BEFORE_BORN_MS;
    const observations = [...facts, ...taken.lines].filter(({ fact }) => saidOfIdAt(fact) >= from);
    const addition = { ...seenLife(), end, failed: hasFailed(), observations, gaps, droppedLines: taken.dropped };
    [facts, gaps] = [[], []];
    return { addition, taken };
  }

  async function keep(ending: Addition['end'] | undefined): Promise<boolean> {
    const again = pending !== undefined;
    if (pending) await add(pending);
    if (state === 'replaced' || !isWorthKeeping(ending)) return again;
    pending = taken(ending ?? 'living');
    await add(pending);
    return true;
  }

  async function add({ addition, taken }: NonNullable<typeof pending>): Promise<void> {
    if (!(await writer.add(addition))) turn('replaced');
    taken.free();
    pending = undefined;
    kept = { at: clock.now(), failed: addition.failed };
  }

  return {
    jobId,
    names: jobNames(jobId),
    get state() {
      return state;
    },
    get since() {
      return since;
    },
    isOf: (other) => state === 'awaited' || comparedTo(seenLife(), { ...seenLife(), life: other }) === 'same',
    pod: (fact, whose, terminating) => {
      if (!pods.note(fact, terminating)) return;
      const isFirst = life.id === '';
      life = joined(life, whose);
      if (isFirst) void writer.prepare(seenLife()).catch(() => {});
      turn(pods.count > 0 ? 'living' : 'gone');
      note('pods', fact, clock.now());
    },
    event: (fact, at) => {
      const told = [fact.object.name, fact.reason, fact.firstStamp, fact.count].join('/');
      if (events.has(told) || events.size > MOST_FACTS) return;
      events.add(told);
      note('events', fact, at);
    },
    line: (fact, at) => {
      saidError ||= isFailure(fact);
      lines.add({ at, probe: PROBE_OF[fact.source], fact });
      sawAt(at);
    },
    gap: (gap) => {
      if (gaps.length < MOST_FACTS) gaps.push(gap);
    },
    has: writer.has,
    stillThere: () => {
      if (state === 'living') sawAt(clock.now());
    },
    flush: (ending) => {
      if (flushing && (!ending || flushing.ending)) return flushing.work;
      const before: Promise<unknown> = flushing?.work ?? Promise.resolve();
      const work = before.catch(() => {}).then(() => keep(ending));
      flushing = { work, ending };
      const over = () => {
        if (flushing?.work === work) flushing = undefined;
      };
      work.then(over, over);
      return work;
    },
  };
}

/** When something was said that another life of the id may have been meant by; what its own pods are and log is its own. */
function saidOfIdAt(fact: CapturedFact['fact']): number {
  switch (fact.kind) {
    case 'kubernetes-event':
      return fact.firstStamp;
    case 'log-line':
      return fact.source === 'backend' && fact.stamp !== undefined ? fact.stamp : Number.POSITIVE_INFINITY;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

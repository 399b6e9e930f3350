import type { Fault } from '../scenario.ts';
import type { ConfigureOutcome, ConfigureRequest, FocusBackend } from '../services/focus-server/backend.ts';
import { beginLife, type JobLife } from './job-life.ts';
import type { Stack } from './life.ts';
import { acceptedLines, databaseTimeoutLine, noFiberLine } from './log-lines.ts';
import { nameJob } from './names.ts';
import { beginOthers } from './other-jobs.ts';

export interface JobsOptions {
  readonly stack: Stack;
  /** The faults of now; a job keeps those it began with. */
  faults(): readonly Fault[];
  /** NodePort = base + slot; 12300 on the real cluster. */
  readonly nodePortBase: number;
  /** How many jobs the backend has counted before. */
  readonly counter: number;
  /** How a build says where the stream is: a host and a text, or a URL and a number. */
  readonly streamAs: 'host' | 'url';
  readonly stop: AbortSignal;
}

export interface Jobs {
  readonly backend: FocusBackend;
  /** All jobs that were ever configured over HTTP, in order. */
  readonly lives: readonly JobLife[];
  /** Jobs of other people live as the faults of now say; those of before are gone. */
  beginOthers(): Promise<readonly JobLife[]>;
  /** As after a restart: no job is known, and the counter begins anew. */
  forget(): void;
  /** Every job's end. */
  ended(): Promise<unknown>;
}

const TOO_MANY = 10;
/** The backend asks MongoDB for so long before it gives up. */
const DATABASE_MS = 15_000;

/** Focus Server's own part: slots, counters and what it answers. */
export function createJobs({ stack, faults, nodePortBase, stop, ...options }: JobsOptions): Jobs {
  const lives: JobLife[] = [];
  const taken = new Set<number>();
  let counter = options.counter;
  let others: readonly JobLife[] = [];
  let leave = new AbortController();

  const stream = (port: number) =>
    options.streamAs === 'host'
      ? { streamHost: '127.0.0.1', streamPort: String(port) }
      : { streamHost: 'http://127.0.0.1', streamPort: port };
  const find = <K extends Fault['kind']>(kind: K) =>
    faults().find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
  const count = () => {
    counter += 1;
    let slot = 1;
    while (taken.has(slot)) slot += 1;
    taken.add(slot);
    return { id: `${slot}-${counter}`, free: () => void taken.delete(slot) };
  };
  const nextId = () => {
    const recorded = find('next-job')?.job;
    const used = recorded && lives.some(({ job }) => job.id === recorded.id);
    return recorded && !used ? { id: recorded.id, recorded, free: () => {} } : { ...count(), recorded: undefined };
  };

  /** Why there is no job; undefined where there is one. */
  const refuse = async (request: ConfigureRequest): Promise<ConfigureOutcome | undefined> => {
    const answer = find('configure')?.answer;
    const live = request.start_time === null;
    if (live && find('no-fiber')) stack.backendLog(noFiberLine);
    if (live && find('no-fiber')) return { kind: 'no-fiber' };
    if (!live && find('mongodb-down')) {
      await stack.clock.sleep(DATABASE_MS, stop);
      stack.backendLog(databaseTimeoutLine);
      return { kind: 'error', status: 500, body: { error: 'Internal Server Error' } };
    }
    if (find('no-recording')) return { kind: 'no-recording' };
    return answer === undefined || answer === 'lost' ? undefined : { kind: 'error', ...answer };
  };

  /** Ten at once are too many: each takes long, and is told nothing or an error. */
  const overload = async (): Promise<ConfigureOutcome> => {
    await stack.clock.sleep(stack.random.between(15_000, 47_000), stop);
    const status = [500, 502, 504][Math.floor(stack.random.next() * 3)] ?? 500;
    return { kind: 'error', status, body: { error: 'Internal Server Error' } };
  };

  let atOnce = 0;
  const configure = async (request: ConfigureRequest): Promise<ConfigureOutcome> => {
    atOnce += 1;
    try {
      return await (atOnce >= TOO_MANY ? overload() : make(request));
    } finally {
      atOnce -= 1;
    }
  };

  const make = async (request: ConfigureRequest): Promise<ConfigureOutcome> => {
    const askedAt = stack.clock.now();
    const usual = stack.random.between(260, 390);
    const takesMs = find('next-job')?.job.configureMs ?? find('configure')?.takesMs ?? usual;
    await stack.clock.sleep(takesMs, stop);
    const refusal = await refuse(request);
    if (refusal) return refusal;
    const { id, recorded, free } = nextId();
    const job = nameJob(id, stack.clock.now(), nodePortBase, stack.random, recorded);
    const [configuration, command, applied] = acceptedLines(job, request);
    for (const line of [configuration, command]) if (line) stack.backendLog(line);
    const isApplied = !faults().some((fault) => fault.kind === 'never' && fault.stage === 'job');
    if (applied && isApplied && !find('service-refused')) stack.backendLog(applied);
    const life = beginLife({ job, faults: faults(), stack, askedAt, stop });
    lives.push(life);
    void life.ended.then(free);
    if (find('configure')?.answer === 'lost') return { kind: 'lost' };
    return { kind: 'accepted', jobId: id, ...stream(job.nodePort) };
  };
  const known = (id: string) => [...others, ...lives].findLast(({ job }) => job.id === id);

  return {
    lives,
    backend: {
      configure,
      metadata: (id) => (known(id)?.answering() ? 'ready' : 'unknown'),
      live: () => {
        const connected = !find('no-fiber');
        return { connected, prr: connected ? 2_000 : 0, softwareVersion: connected ? '3.7.1' : 'waiting for fiber' };
      },
      channels: () => ({ lowest: 1, highest: 2_337 }),
      recordings: (from, to) => (find('no-recording') ? [] : recordings(from, to, stack.clock.now() / 1_000)),
    },
    beginOthers: async () => {
      leave.abort();
      await Promise.all(others.map(({ ended }) => ended));
      leave = new AbortController();
      others = beginOthers({
        stack,
        faults: [...faults(), ...stack.byHand()],
        nodePortBase,
        stop,
        count,
        leave: leave.signal,
      });
      return others;
    },
    forget: () => {
      for (const life of [...others, ...lives]) life.forget();
      counter = 0;
    },
    ended: () => Promise.all([...others, ...lives].map(({ ended }) => ended)),
  };
}

const RECORDING_S = 3_600;

/** One an hour, without gaps; the present one is still being recorded. */
function recordings(from: number, to: number, now: number): readonly (readonly [number, number])[] {
  const first = Math.floor(from / RECORDING_S) * RECORDING_S;
  const count = Math.max(0, Math.ceil((Math.min(to, now) - first) / RECORDING_S));
  return Array.from({ length: Math.min(count, MOST_RECORDINGS) }, (_, i) => {
    const start = first + i * RECORDING_S;
    return [start, start + RECORDING_S > now ? -1 : start + RECORDING_S];
  });
}

const MOST_RECORDINGS = 10_000;

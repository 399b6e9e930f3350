import type { Fault } from '../scenario.ts';
import type { ConfigureOutcome, ConfigureRequest, FocusBackend } from '../services/focus-server/backend.ts';
import { beginLife, type JobLife } from './job-life.ts';
import { acceptedLines, noFiberLine } from './log-lines.ts';
import { nameJob } from './names.ts';
import type { Stack } from './stage-effects.ts';

export interface JobsOptions {
  readonly stack: Stack;
  /** The faults of now; a job keeps those it began with. */
  faults(): readonly Fault[];
  /** NodePort = base + slot; 12300 on the real cluster. */
  readonly nodePortBase: number;
  readonly stop: AbortSignal;
}

export interface Jobs {
  readonly backend: FocusBackend;
  /** All jobs that were ever configured, in order. */
  readonly lives: readonly JobLife[];
}

/** Focus Server's own part: slots, counters and what it answers. */
export function createJobs({ stack, faults, nodePortBase, stop }: JobsOptions): Jobs {
  const lives: JobLife[] = [];
  const taken = new Set<number>();
  let counter = 40;

  const nextId = () => {
    const recorded = faults().find((fault) => fault.kind === 'next-job')?.job;
    const used = recorded && lives.some(({ job }) => job.id === recorded.id);
    if (recorded && !used) return { id: recorded.id, recorded };
    counter += 1;
    let slot = 1;
    while (taken.has(slot)) slot += 1;
    return { id: `${slot}-${counter}`, recorded: undefined };
  };

  const configure = async (request: ConfigureRequest): Promise<ConfigureOutcome> => {
    const { id, recorded } = nextId();
    const askedAt = stack.clock.now();
    await stack.clock.sleep(recorded?.configureMs ?? stack.random.between(260, 390), stop);
    if (faults().some(({ kind }) => kind === 'no-fiber')) {
      stack.backendLog(noFiberLine);
      return { kind: 'no-fiber' };
    }
    const now = stack.clock.now();
    const job = nameJob(id, now, nodePortBase, stack.random, recorded);
    const [configuration, command, applied] = acceptedLines(job, request);
    for (const line of [configuration, command]) if (line) stack.backendLog(line);
    if (applied && !faults().some((fault) => fault.kind === 'never' && fault.stage === 'job'))
      stack.backendLog(applied);
    taken.add(job.slot);
    const life = beginLife(job, faults(), stack, askedAt, stop);
    lives.push(life);
    void life.ended.then(() => taken.delete(job.slot));
    return { kind: 'accepted', jobId: id, streamHost: '127.0.0.1', streamPort: String(job.nodePort) };
  };

  return {
    lives,
    backend: {
      configure,
      metadata: (id) => (lives.findLast(({ job }) => job.id === id)?.answering() ? 'ready' : 'unknown'),
      live: () => {
        const connected = !faults().some(({ kind }) => kind === 'no-fiber');
        return { connected, prr: connected ? 2_000 : 0, softwareVersion: connected ? '3.7.1' : 'waiting for fiber' };
      },
      channels: () => ({ lowest: 1, highest: 2_337 }),
      recordings: () => [],
    },
  };
}

import { readLine } from './line.ts';
import { laneName, queueName } from './names.ts';
import { createQueues, type QueuesOptions } from './queues.ts';
import type { InvestigationRequest, LookupRequest } from './requests.ts';

/** Where an investigation is on its way. */
export interface Standing {
  readonly environment: string;
  /** Also one that came to nothing is over. */
  readonly state: 'waiting' | 'running' | 'over';
  /** Of one that waits for its turn: 1 is next. */
  readonly position?: number;
  /** The job that it is about, where that was in the question. */
  readonly jobId?: string;
}

export interface Standings {
  /** Undefined where nobody asked for it, or long ago. */
  of(id: string): Promise<Standing | undefined>;
  /** The Redis connection stays open: it is the caller's. */
  close(): Promise<void>;
}

export interface StandingsOptions extends QueuesOptions {
  readonly environments: readonly string[];
}

/** Of new jobs and of jobs that are there, by the id of the investigation alone. */
export function createStandings({ environments, ...options }: StandingsOptions): Standings {
  const queueOf = createQueues<InvestigationRequest | LookupRequest>(options);

  async function inQueue(name: string, id: string): Promise<Standing | undefined> {
    const queue = queueOf(name);
    const job = await queue.getJob(id);
    if (!job) return undefined;
    const [raw, line] = await Promise.all([job.getState(), readLine(queue)]);
    const { environment } = job.data;
    const jobId = 'asked' in job.data && job.data.asked.kind === 'job' ? job.data.asked.jobId : undefined;
    const about = { environment, ...(jobId !== undefined && { jobId }) };
    if (raw === 'completed' || raw === 'failed' || raw === 'unknown') return { ...about, state: 'over' };
    if (raw === 'active') return { ...about, state: 'running' };
    const position = line.position(id);
    return { ...about, state: 'waiting', ...(position !== undefined && { position }) };
  }

  return {
    async of(id) {
      const names = environments.flatMap((name) => [queueName(name), laneName('job', name)]);
      const found = await Promise.all(names.map((name) => inQueue(name, id)));
      return found.find((standing) => standing !== undefined);
    },
    close: queueOf.close,
  };
}

import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { hold, letGo } from '#lib/lease.ts';
import { askingKey } from './names.ts';
import type { InvestigationRequest, LookupRequest } from './requests.ts';
import { peoplesIn, WAITING } from './under-way.ts';

/** How much there may be at a time in one environment. */
export interface Shares {
  /** Investigations of one person that wait. */
  readonly waitingAPerson: number;
  /** Quick looks of one person that are not over, and as many looks at jobs. */
  readonly lookingAPerson: number;
  /** Logs that one person follows. */
  readonly followingAPerson: number;
  /** Investigations that wait. */
  readonly longestLine: number;
}

/** Why nothing more is taken. */
export type TooMany =
  /** Theirs wait already; by their ids. */
  | { readonly kind: 'too-many'; readonly waiting: readonly string[] }
  | { readonly kind: 'line-full'; readonly waiting: number };

/** Real time: what is asked for is counted and stored long before. */
const TURN_MS = 3_000;
const AGAIN_MS = 20;

/** One thing of a person at a time, over all processes: what is counted is still so when more is stored. */
export async function inTurn<T>(
  { redis, prefix, person, holder, signal }: Turn,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  const turn = { redis, key: askingKey(prefix, person), holder };
  while (!(await hold(turn, TURN_MS))) await sleep(AGAIN_MS, signal);
  return work().finally(() => letGo(turn));
}

export interface Turn {
  readonly redis: Redis;
  readonly prefix: string;
  readonly person: string;
  /** Unlike any other's. */
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** How many of theirs are before it in its environment's queue, or why it is not taken. */
export async function shareOf(
  requestedBy: string,
  queue: Queue<InvestigationRequest>,
  { waitingAPerson, longestLine }: Shares,
): Promise<number | TooMany> {
  const waiting = await peoplesIn(queue, WAITING);
  const isTheirs = ({ data }: { readonly data: InvestigationRequest }) => data.requestedBy === requestedBy;
  const theirs = waiting.filter(isTheirs);
  if (theirs.length >= waitingAPerson) return { kind: 'too-many', waiting: theirs.map(({ id = '' }) => id) };
  if (waiting.length >= longestLine) return { kind: 'line-full', waiting: waiting.length };
  const running = await peoplesIn(queue, ['active']);
  return theirs.length + running.filter(isTheirs).length;
}

/** What is theirs in the lane and not over, by its ids; of one kind where it is named. */
export async function theirsIn(
  lane: Queue<LookupRequest>,
  person: string,
  kind?: LookupRequest['asked']['kind'],
): Promise<readonly string[]> {
  const jobs = await peoplesIn(lane, ['active', 'wait']);
  const theirs = jobs.filter(
    ({ data }) => data.requestedBy === person && (kind ?? data.asked.kind) === data.asked.kind,
  );
  return [...new Set(theirs.map(({ id = '' }) => id))];
}

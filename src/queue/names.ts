import { createHash, randomBytes } from 'node:crypto';
import type { AskedLookup } from '#lookups/question.ts';
import type { InvestigationRequest, LookupRequest } from './requests.ts';

/** The one queue whose items post the first message of an investigation. No environment's queue can have this name. */
export const ANNOUNCEMENTS = 'announcements';

/** The lane of look-ups that look at no stack, but at what the bot remembers. */
export const LOOKUPS = 'lookups';

/**
 * Where look-ups of an environment wait, each kind in a lane of its own, so that what takes minutes holds up no quick look,
 * and no environment another one.
 */
export const lanes = ['look', 'job', 'follow'] as const;

export function laneName(lane: (typeof lanes)[number], environment: string): string {
  return `${lane}-${environment}`;
}

/** The lane of one look-up. */
export function laneOf({ environment, asked }: { readonly environment: string; readonly asked: AskedLookup }): string {
  switch (asked.kind) {
    case 'status':
    case 'doctor':
    case 'jobs':
      return laneName('look', environment);
    case 'logs':
      return laneName(asked.followMs === undefined ? 'look' : 'follow', environment);
    case 'series':
      return laneName('follow', environment);
    case 'job':
      return laneName('job', environment);
    case 'bundle':
    case 'opinion':
    case 'recorded-run':
    case 'checks':
    case 'history':
    case 'accuracy':
    case 'trend':
    case 'diff':
      return LOOKUPS;
  }
}

/** The one queue of checks' ticks. */
export const CHECKS = 'checks';

/** Investigations of one environment wait here, so that a busy environment holds up no other. */
export function queueName(environment: string): string {
  return `focus-${environment}`;
}

/** Letters first, so that an id never looks like a number: BullMQ refuses those. No i, l, o and u: people read them aloud. */
const ALPHABET = 'abcdefghjkmnpqrstvwxyz0123456789';

/** Ten characters, 49 random bits: short enough for a message, too many to guess. */
export function newInvestigationId(): string {
  const [first = 0, ...rest] = randomBytes(10);
  return spelled(first, rest);
}

/** The same for each delivery of one act of a person, so that storing it twice is storing it once. */
export function lookupId(delivery: string): string {
  const [first = 0, ...rest] = createHash('sha256').update(delivery).digest().subarray(0, 10);
  return spelled(first, rest);
}

/**
 * The investigation that answers one tick of a check, the same for each delivery of the tick. It begins with a letter
 * that no other id begins with, so that a line of ids tells checks from people.
 */
export function runId(check: string, tick: string): string {
  return RUN + lookupId(JSON.stringify([check, tick])).slice(1);
}

/** A run of a series, the same whoever asks for it: what was asked for before a worker died is not asked for again. */
export function seriesRunId(series: string, nth: number): string {
  return RUN + lookupId(JSON.stringify(['series', series, nth])).slice(1);
}

/** A job that is watched: the same for whoever goes on with it. */
export function watchedId(environment: string, jobId: string, bornAt: number): string {
  return lookupId(JSON.stringify(['watched', environment, jobId, bornAt]));
}

const RUN = 't';

/** Whether nobody waits for it by itself: it is a check's scheduled or confirming run, or one of a series. */
export function isRunId(investigation: string): boolean {
  return investigation.startsWith(RUN);
}

/** The first is one of a to s without i, l and o. */
function spelled(first: number, rest: readonly number[]): string {
  return [first & 15, ...rest.map((byte) => byte & 31)].map((index) => ALPHABET[index]).join('');
}

/**
 * Equal for whoever asks the same of the same environment, or runs the same check, where all of them can see the answer: in
 * the channels that everybody sees, or in one that not everybody does.
 */
export function sameQuestionKey(
  prefix: string,
  question: Omit<InvestigationRequest, 'investigation'> | Omit<LookupRequest, 'lookup'>,
): string {
  const { isOpen, channel, environment } = question;
  const where = [isOpen ? 'everybody' : channel, environment];
  return `${prefix}:running:${digest(sorted([...where, ...whatOf(question)]))}`;
}

function whatOf(question: Omit<InvestigationRequest, 'investigation'> | Omit<LookupRequest, 'lookup'>) {
  if ('asked' in question) return [question.asked];
  const { request, timeoutMs, check } = question;
  return [request, timeoutMs, ...(check ? [check.name] : [])];
}

/** Holds who asked for an investigation, and where. */
export function askersKey(prefix: string, investigation: string): string {
  return `${prefix}:askers:${investigation}`;
}

/** There for a moment after somebody left an investigation that goes on for others. */
export function leftKey(prefix: string, investigation: string, user: string): string {
  return `${prefix}:left:${investigation}:${user}`;
}

export function deliveryKey(prefix: string, delivery: string): string {
  return `${prefix}:delivery:${digest(delivery)}`;
}

/** Holds the position that an investigation's message shows. */
export function shownPositionKey(prefix: string, investigation: string): string {
  return `${prefix}:shown:${investigation}`;
}

/** Holds who cancelled an investigation or look-up. */
export function cancelKey(prefix: string, id: string): string {
  return `${prefix}:cancelled:${id}`;
}

/** Holds how a question ended that has no report. */
export function endKey(prefix: string, id: string): string {
  return `${prefix}:end:${id}`;
}

/** Held while something of one person is counted and stored. */
export function askingKey(prefix: string, person: string): string {
  return `${prefix}:asking:${person}`;
}

/** Where the id of what is cancelled is published. */
export function cancelledChannel(prefix: string): string {
  return `${prefix}:cancelled`;
}

/** Holds the run of a check that is under way. */
export function checkRunKey(prefix: string, check: string): string {
  return `${prefix}:check-run:${check}`;
}

/** The workers that are up, by their holders, and some that died. */
export function workersKey(prefix: string): string {
  return `${prefix}:workers`;
}

/** There while a worker is up, with the queues that it takes from. */
export function workerKey(prefix: string, holder: string): string {
  return `${prefix}:worker:${holder}`;
}

/** Held by the one process that brings the schedules up to date. */
export function reconcilingKey(prefix: string): string {
  return `${prefix}:reconciling`;
}

/** Held by the one process that tells positions of a queue. */
export function tellerKey(prefix: string, queue: string): string {
  return `${prefix}:teller:${queue}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** Every key of this bot in Redis begins with it. The braces keep them in one slot of a Cluster: scripts take several at once. */
export function prefixOf(name: string): string {
  return `{${name}}`;
}

/** Where `REDIS_PREFIX` says nothing else. */
export const PREFIX = prefixOf('focus');

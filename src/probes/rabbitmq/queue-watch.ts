import type { Hints } from '#investigation/hints.ts';
import type { Clock } from '#lib/clock.ts';
import type { AmqpConnection, RabbitmqSettings } from './client.ts';
import type { Reporter } from './reporter.ts';

/** What the two ways of looking at one job's queue share during a watch. */
export interface QueueWatch {
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly hints: Hints;
  readonly jobId: string;
  readonly zero: number;
  /** Aborted when the watch is to end: one last look is still made. */
  readonly over: AbortSignal;
  /** Aborted soon after, or when nobody listens any more: whatever runs ends. */
  readonly stop: AbortSignal;
  /** The queue's real name, once it was seen. */
  queue: string | undefined;
  /** The management API has answered with its list, so a queue that is not in it is not there. */
  listed: boolean;
  /** While it is connected, AMQP tells the numbers of a queue whose name is known. */
  amqp: AmqpConnection | undefined;
  /** The queue is exclusive to another connection, so that AMQP does not tell its numbers. */
  locked: boolean;
  /** The first attempt to connect by AMQP is under way: its exact numbers are worth waiting for. */
  amqpPending: boolean;
  /** AMQP is not configured or refuses the bot: whether the broker can be reached is the management API's to tell. */
  amqpGivenUp: boolean;
  /** AMQP has made the look after the end; older numbers must not follow. */
  lastLookMade: boolean;
}

/** Between two looks; the end of the watch cuts it short, and so does what comes of the job. */
export async function pause({ hints, over }: QueueWatch, ms: number): Promise<void> {
  await hints.sleep(ms, over).catch(() => {});
}

/** Its container runs, and RabbitMQ has seen no consumer: what is waited for may come now. */
export function isExpected({ startedForMs, consumerForMs }: Hints): boolean {
  return startedForMs !== undefined && consumerForMs === undefined;
}

/** The same, so soon after the container's start that it comes now where all is well. */
export function isDue(hints: Hints): boolean {
  return isExpected(hints) && (hints.startedForMs ?? 0) < DUE_FOR_MS;
}

const DUE_FOR_MS = 10_000;

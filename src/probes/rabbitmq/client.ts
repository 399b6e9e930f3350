import { type ChannelModel, connect } from 'amqplib';
import type { Look } from '#investigation/probe.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { settlesWithin } from '#lib/settles-within.ts';

export interface RabbitmqSettings {
  /** `amqp://user:password@host:port`; its path is ignored, `vhost` counts. */
  readonly amqpUrl?: string;
  /** `http://user:password@host:port`, with a path prefix where there is one. */
  readonly managementUrl?: string;
  readonly vhost: string;
}

/** Exact numbers, as of now. */
export interface QueueCount {
  readonly consumers: number;
  /** Messages ready for delivery. */
  readonly ready: number;
}

/** One connection that only looks. */
export interface AmqpConnection {
  readonly version?: string;
  /** Why the connection ended; undefined while it lasts. */
  lost(): string | undefined;
  /** Undefined where there is no queue of exactly this name. Throws a BlindError when it may not be looked at. */
  look(queue: string): Promise<Look<QueueCount | undefined>>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 3_000;
const CLOSE_MS = 300;
const NOT_FOUND = 404;
/** No permission; another connection's own queue. */
const REFUSALS: readonly unknown[] = [403, 405];

/** Throws a BlindError when the broker refuses the login or the vhost. Aborting `stop` ends it at once, and all looks. */
export async function connectAmqp(
  settings: RabbitmqSettings & { readonly amqpUrl: string },
  clock: Clock,
  stop: AbortSignal,
): Promise<Look<AmqpConnection>> {
  const url = addressOf(settings);
  const life = new AbortController();
  const socket = {
    noDelay: true,
    clientProperties: { connection_name: 'focus-bot' },
    // Ends a connection that hangs, also while it is made: amqplib itself can only ask the broker to agree to a close.
    signal: life.signal,
  };
  const connecting = connect(url.href, socket);
  try {
    const connection = await inTime(connecting, clock, TIMEOUT_MS, stop);
    return { kind: 'seen', value: openConnection(connection, clock, stop, life) };
  } catch (error) {
    life.abort();
    const detail = `connecting to ${url.protocol}//${url.host}: ${describeError(error)}`;
    if (isRefusal(error)) throw new BlindError('refused', `${detail} (vhost ${settings.vhost})`);
    return { kind: 'unreachable', detail };
  }
}

function addressOf({ amqpUrl, vhost }: RabbitmqSettings & { readonly amqpUrl: string }): URL {
  const url = URL.parse(amqpUrl);
  if (!url) throw new BlindError('failed', 'the AMQP address of RabbitMQ is not a URL');
  url.pathname = `/${encodeURIComponent(vhost)}`;
  return url;
}

/** A wrong password is told with its number; a vhost that is missing or forbidden only by the method that came instead. */
function isRefusal(error: unknown): boolean {
  const text = describeError(error);
  return /\b403 \(ACCESS-REFUSED\)|Expected ConnectionOpenOk; got <ConnectionClose/.test(text);
}

function openConnection(
  connection: ChannelModel,
  clock: Clock,
  stop: AbortSignal,
  life: AbortController,
): AmqpConnection {
  const { version } = connection.connection.serverProperties;
  let failure: string | undefined;
  let ended = false;
  // Without a listener an error of the connection would end the process.
  connection.on('error', (error) => {
    failure = describeError(error);
  });
  connection.on('close', () => {
    ended = true;
  });
  return {
    ...(typeof version === 'string' ? { version } : {}),
    lost: () => (ended ? (failure ?? 'the broker closed the connection') : undefined),
    look: async (queue) => {
      try {
        return { kind: 'seen', value: await inTime(count(connection, queue), clock, TIMEOUT_MS, stop) };
      } catch (error) {
        if (codeOf(error) === NOT_FOUND) return { kind: 'seen', value: undefined };
        if (REFUSALS.includes(codeOf(error))) throw new BlindError('refused', describeError(error));
        return { kind: 'unreachable', detail: failure ?? describeError(error) };
      }
    },
    close: async () => {
      await settlesWithin(clock, CLOSE_MS, connection.close());
      life.abort();
    },
  };
}

/** A passive declare, on a channel to be thrown away: a miss closes it. */
async function count(connection: ChannelModel, queue: string): Promise<QueueCount> {
  const channel = await connection.createChannel();
  // Without a listener a miss would close the whole connection.
  channel.on('error', () => {});
  const { consumerCount, messageCount } = await channel.checkQueue(queue);
  channel.close().catch(() => {});
  return { consumers: consumerCount, ready: messageCount };
}

/** Rejects after `ms` of the clock or when stopped; what is waited for goes on unheard. */
async function inTime<T>(promise: Promise<T>, clock: Clock, ms: number, stop: AbortSignal): Promise<T> {
  const timer = new AbortController();
  const signal = AbortSignal.any([timer.signal, stop]);
  const late = clock.sleep(ms, signal).then(() => Promise.reject(new Error(`no answer in ${ms / 1_000} s`)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
    late.catch(() => {});
    promise.catch(() => {});
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

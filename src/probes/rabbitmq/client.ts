import { type Channel, type ChannelModel, connect } from 'amqplib';
import { BlindError, type Look, type Why } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { deadline, unlessAborted } from '#lib/deadline.ts';
import { describeError } from '#lib/errors.ts';
import { spend } from '#lib/meter.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import { namesInFocusYml, ownTrouble, tunnelTrouble } from '../own-trouble.ts';
import { nameOf } from '../tunnel/agents.ts';
import { openDoor } from '../tunnel/one-door.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import { type CloseReason, listeningAlong } from './close-reason.ts';

export interface RabbitmqSettings {
  /** `amqp://user:password@host:port`; its path is ignored, `vhost` counts. */
  readonly amqpUrl?: string;
  /** `http://user:password@host:port`, with a path prefix where there is one. */
  readonly managementUrl?: string;
  readonly vhost: string;
  /** Certificate authority of a self-signed broker, PEM text; also of its management API. */
  readonly ca?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tunnel?: Tunnel;
}

/** Exact numbers, as of now; absent of a queue that is exclusive to another connection, which only proves that it is there. */
export interface QueueCount {
  readonly consumers?: number;
  /** Messages ready for delivery. */
  readonly ready?: number;
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
/** Of a vhost: missing, forbidden, or full. */
const NOT_ALLOWED = 530;
const ACCESS_REFUSED = 403;
/** Another connection's own queue. */
const RESOURCE_LOCKED = 405;
const MAY_READ = 'Give the user of rabbitmq.amqpUrl in focus.yml rights on the queues of jobs';
const SETTINGS = namesInFocusYml('rabbitmq', 'amqpUrl');

/** Throws a BlindError when the broker refuses the login or the vhost, or is not trusted or found. Aborting `stop` ends it at once, and all looks. */
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
    rejectUnauthorized: !settings.insecureSkipTlsVerify,
    ...(settings.ca !== undefined && { ca: settings.ca }),
  };
  const { tunnel } = settings;
  const since = clock.now();
  let reason = (): CloseReason | undefined => undefined;
  try {
    const way = await inTime(wayTo(url, tunnel), clock, TIMEOUT_MS, stop);
    const along = listeningAlong(() => connect(url.href, { ...socket, ...way }));
    reason = along.reason;
    const connection = await inTime(along.connecting, clock, TIMEOUT_MS, stop);
    return { kind: 'seen', value: openConnection(connection, clock, stop, life, tunnel) };
  } catch (error) {
    life.abort();
    const where = `connecting to ${url.protocol}//${url.host}`;
    const closed = reason();
    const detail = `${where}: ${closed ? `the broker closed the connection with ${closed.code}, ${closed.text}` : describeError(error)}`;
    const ofTunnel = tunnelTrouble(tunnel, since);
    if (ofTunnel) throw new BlindError(ofTunnel.reason, `${where}: ${ofTunnel.detail}`, { mend: ofTunnel.mend });
    const own = ownTrouble(error, SETTINGS) ?? (closed && turnedAway(closed, settings.vhost));
    if (own) throw new BlindError(own.reason, detail, { mend: own.mend });
    return { kind: 'unreachable', detail };
  }
}

/** What lets amqplib, which connects by itself, go through the tunnel; TLS has the name of the broker all the same. */
async function wayTo({ hostname, port, protocol }: URL, tunnel: Tunnel | undefined): Promise<object> {
  if (!tunnel) return {};
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTls = protocol === 'amqps:';
  const door = await openDoor(tunnel, host, Number(port || (isTls ? 5671 : 5672)));
  return { path: door, ...(isTls && nameOf(host)) };
}

/** Whether it is about who asks, or about what is asked for; undefined where it would turn everybody away. */
function turnedAway({ code, text }: CloseReason, vhost: string): Pick<Required<Why>, 'reason' | 'mend'> | undefined {
  if (code === ACCESS_REFUSED)
    return { reason: 'refused', mend: 'Correct user and password in rabbitmq.amqpUrl in focus.yml' };
  if (code !== NOT_ALLOWED) return undefined;
  if (/\bnot found$/.test(text))
    return { reason: 'misdirected', mend: `Correct rabbitmq.vhost in focus.yml: RabbitMQ has no vhost ${vhost}` };
  if (/refused for user '[^']*'$/.test(text))
    return {
      reason: 'refused',
      mend: `Give the user of rabbitmq.amqpUrl rights on vhost ${vhost}, or correct rabbitmq.vhost in focus.yml`,
    };
  return undefined;
}

function addressOf({ amqpUrl, vhost }: RabbitmqSettings & { readonly amqpUrl: string }): URL {
  const url = URL.parse(amqpUrl);
  if (!url) throw new BlindError('failed', 'the AMQP address of RabbitMQ is not a URL');
  url.pathname = `/${encodeURIComponent(vhost)}`;
  return url;
}

function openConnection(
  connection: ChannelModel,
  clock: Clock,
  stop: AbortSignal,
  life: AbortController,
  tunnel: Tunnel | undefined,
): AmqpConnection {
  const { version } = connection.connection.serverProperties;
  let failure: string | undefined;
  let ended = false;
  const count = createCount(connection);
  // Without a listener an error of the connection would end the process.
  connection.on('error', (error) => {
    failure = describeError(error);
  });
  connection.on('close', (error?: unknown) => {
    ended = true;
    // A close by an operator is no error to amqplib.
    if (error !== undefined) failure ??= describeError(error);
  });
  return {
    ...(typeof version === 'string' ? { version } : {}),
    lost: () => (ended ? (failure ?? 'the broker closed the connection') : undefined),
    look: async (queue) => {
      spend('RabbitMQ', { requests: 1 });
      const since = clock.now();
      try {
        return { kind: 'seen', value: await inTime(count(queue), clock, TIMEOUT_MS, stop) };
      } catch (error) {
        if (codeOf(error) === NOT_FOUND) return { kind: 'seen', value: undefined };
        if (codeOf(error) === RESOURCE_LOCKED) return { kind: 'seen', value: {} };
        if (codeOf(error) === ACCESS_REFUSED) throw new BlindError('refused', describeError(error), { mend: MAY_READ });
        const ofTunnel = tunnelTrouble(tunnel, since);
        if (ofTunnel) throw new BlindError(ofTunnel.reason, ofTunnel.detail, { mend: ofTunnel.mend });
        return { kind: 'unreachable', detail: failure ?? describeError(error) };
      }
    },
    close: async () => {
      await settlesWithin(clock, CLOSE_MS, connection.close());
      life.abort();
    },
  };
}

/** Passive declares, each on a channel that no other one uses meanwhile: a miss closes it, and only then a new one is opened. */
function createCount(connection: ChannelModel): (queue: string) => Promise<QueueCount> {
  const free: Channel[] = [];
  return async (queue) => {
    const channel = free.pop() ?? (await openChannel(connection));
    const { consumerCount, messageCount } = await channel.checkQueue(queue);
    free.push(channel);
    return { consumers: consumerCount, ready: messageCount };
  };
}

async function openChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  // Without a listener a miss would close the whole connection.
  channel.on('error', () => {});
  return channel;
}

/** Rejects after `ms` of the clock or when stopped; what is waited for goes on unheard. */
function inTime<T>(promise: Promise<T>, clock: Clock, ms: number, stop: AbortSignal): Promise<T> {
  const { signal, clear } = deadline(clock, ms, stop);
  return unlessAborted(signal, promise).finally(clear);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

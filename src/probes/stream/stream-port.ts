import type { LookupAddress } from 'node:dns';
import { connect, type LookupFunction } from 'node:net';
import { createHints } from '#investigation/hints.ts';
import type { StreamPort } from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import { configureExcessMs } from '#investigation/timeline/consumer-clock.ts';
import type { Clock } from '#lib/clock.ts';
import { unlessAborted } from '#lib/deadline.ts';
import { describeError } from '#lib/errors.ts';
import { spend } from '#lib/meter.ts';
import { type Tunnel, TunnelError } from '../tunnel/tunnel.ts';
import { closedBehind, type StreamAddress, type StreamSettings, whereabouts } from './whereabouts.ts';

export interface StreamPortOptions {
  readonly settings: StreamSettings;
  readonly clock: Clock;
}

/** Start-to-start; before its container has started nothing listens, and most streams open within so long of it. */
const LOOK_EVERY_MS = 500;
const CLOSE_MS = 100;
const CLOSE_FOR_MS = 15_000;
const CONNECT_MS = 2_000;
/** While nothing changes, a fact at least this often: an absence must be proven to its end. */
const SAY_EVERY_MS = 1_000;

interface Said {
  readonly at: number;
  readonly fact: StreamPort;
}

const NOT_NAMED = 'the answer of configure named no stream address';
const NOT_TOLD = 'only who configured the job was told the address of its stream';

/** Whether the job's stream port accepts a TCP connection; nothing is sent over it. Ends once it does, or where time is up. */
export function streamPortProbe({ settings, clock }: StreamPortOptions): Probe {
  return {
    id: 'stream-port',
    sees: ['stream-port'],
    about: 'job',
    answers: 'stream',
    async *watch(subject, signal, hints = createHints(clock)) {
      const { job, configure } = subject;
      const deadline = subject.zero + subject.timeoutMs + configureExcessMs(subject);
      if (!job?.stream) throw new BlindError('failed', configure ? NOT_NAMED : NOT_TOLD);
      let said: Said | undefined;
      let unsaid: Said | undefined;
      while (!signal.aborted) {
        const startedAt = clock.now();
        const fact = await knock(job.stream, settings, clock, signal);
        if (!fact) return;
        const look = { at: clock.now(), fact };
        const isLast = fact.open || startedAt >= deadline;
        const isNews = isLast || said?.fact.detail !== fact.detail;
        if (isNews || look.at - (said?.at ?? 0) >= SAY_EVERY_MS) {
          // The last look that missed it dates the first that does not.
          if (isNews && unsaid) yield unsaid;
          yield look;
          said = look;
          unsaid = undefined;
        } else unsaid = look;
        if (isLast) return;
        const everyMs = (hints.startedForMs ?? CLOSE_FOR_MS) < CLOSE_FOR_MS ? CLOSE_MS : LOOK_EVERY_MS;
        const next = Math.min(startedAt + everyMs, Math.max(deadline, startedAt));
        await hints.sleep(Math.max(0, next - clock.now()), signal).catch(() => {});
      }
    },
  };
}

/** One attempt to connect, for 2 s at most; `undefined` when it was stopped. Throws a BlindError where the bot does not look. */
export async function knock(
  stream: StreamAddress,
  settings: StreamSettings,
  clock: Clock,
  stop: AbortSignal,
): Promise<StreamPort | undefined> {
  const sentAt = clock.now();
  const timeout = clock.timeout(CONNECT_MS);
  spend('the stream port', { requests: 1 });
  const { host, port } = stream;
  const detail = await attempt(stream, settings, AbortSignal.any([stop, timeout]));
  if (stop.aborted) return undefined;
  const late = detail !== undefined && timeout.aborted;
  const said = late ? `no answer in ${CONNECT_MS / 1_000} s` : (detail ?? 'accepted');
  return { kind: 'stream-port', sentAt, open: detail === undefined, host, port, detail: said };
}

/** The words of the failure, or `undefined` for a connection that was accepted. */
async function attempt(
  stream: StreamAddress,
  settings: StreamSettings,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { tunnel } = settings;
  try {
    if (tunnel) return await knockBehind(stream, settings, tunnel, signal);
    const where = await unlessAborted(signal, whereabouts(stream, settings));
    if ('closedFor' in where) throw closed(stream, where.closedFor);
    return await connectTo(stream, where.addresses, signal);
  } catch (error) {
    if (error instanceof BlindError) throw error;
    return describeError(error);
  }
}

function closed({ host, port }: StreamAddress, why: string): BlindError {
  const named = `the answer of configure named ${host}:${port}, where the bot does not look`;
  return new BlindError('failed', `${named}: ${why}; focusServer.streamAnywhere in focus.yml allows it`);
}

async function knockBehind(
  stream: StreamAddress,
  settings: StreamSettings,
  tunnel: Tunnel,
  signal: AbortSignal,
): Promise<undefined> {
  const why = closedBehind(stream, settings);
  if (why !== undefined) throw closed(stream, why);
  const opening = tunnel.open(stream.host, stream.port);
  try {
    (await unlessAborted(signal, opening)).destroy();
  } catch (error) {
    opening.then((socket) => socket.destroy()).catch(() => {});
    if (error instanceof TunnelError) throw new BlindError('tunnel-down', error.message, { mend: error.mend });
    throw error;
  }
}

function connectTo(
  { host, port }: StreamAddress,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<string | undefined> {
  // The name may have another address by now.
  const lookup: LookupFunction = (_host, { all }, callback) => {
    const [first] = addresses;
    if (all || !first) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal, lookup });
    socket.on('connect', () => {
      resolve(undefined);
      socket.destroy();
    });
    socket.on('error', (error) => resolve(describeError(error)));
  });
}

import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig } from 'ssh2';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { fingerprint, readHostKey } from '#lib/host-key.ts';
import { isPath } from '#lib/path-shown.ts';
import { asSocket } from './socket.ts';

export interface SshSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A private key, PEM or OpenSSH text; without it `agent`. */
  readonly key?: string;
  /** The file that it is in. */
  readonly keyFile?: string;
  readonly passphrase?: string;
  /** The socket of an agent. */
  readonly agent?: string;
  /** As `readHostKey` takes it. */
  readonly hostKey: string;
}

/** The way into a cluster through an SSH host: one connection, made when it is needed, and made anew when it has dropped. */
export interface Tunnel {
  /** A connection from the SSH host on. Rejects with a TunnelError where the tunnel is why there is none. */
  open(host: string, port: number): Promise<Socket>;
  /** Why the tunnel was down at any time since then; undefined where it held. */
  troubleSince(at: number): TunnelError | undefined;
}

/** Of what is at its other end nothing is known. */
export class TunnelError extends Error {
  readonly code = 'ETUNNEL';
  readonly mend: string;

  constructor(where: string, why: string, mend: string) {
    super(`the tunnel to ${where} is down: ${why}`);
    this.name = 'TunnelError';
    this.mend = mend;
  }
}

/** Real ms: the library counts them itself. */
const READY_MS = 3_000;
const ALIVE_EVERY_MS = 1_000;
const ALIVE_MISSED = 2;
/** ms of the clock, doubled at each failure. */
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A tunnel that nothing goes through is closed after so long, real ms: it keeps no process alive. */
const IDLE_MS = 10_000;
/** https://www.rfc-editor.org/rfc/rfc4254#section-5.1 */
const PROHIBITED = 1;

export function openTunnel(settings: SshSettings, clock: Clock): Tunnel {
  const where = `${settings.host}:${settings.port}`;
  const sockets = new Set<Socket>();
  let current: Promise<Client> | undefined;
  let trouble: { readonly at: number; readonly error: TunnelError } | undefined;
  let failures = 0;
  let notBefore = 0;
  let idle: NodeJS.Timeout | undefined;

  function failed(error: TunnelError): TunnelError {
    trouble = { at: clock.now(), error };
    notBefore = clock.now() + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(failures, 10));
    failures += 1;
    current = undefined;
    return error;
  }

  function connected(): Promise<Client> {
    if (current) return current;
    if (trouble && clock.now() < notBefore) {
      // It is down now, whenever that began.
      trouble = { ...trouble, at: clock.now() };
      return Promise.reject(trouble.error);
    }
    const opening = connectTo(settings, where, (why) => {
      // Without a reason it was to end.
      if (why !== undefined) failed(new TunnelError(where, why, MEND));
      current = undefined;
    });
    current = opening.then(
      (client) => {
        failures = 0;
        return client;
      },
      (error: unknown) => {
        throw failed(error instanceof TunnelError ? error : new TunnelError(where, describeError(error), MEND));
      },
    );
    return current;
  }

  function keep(socket: Socket): void {
    clearTimeout(idle);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      rest();
    });
  }

  function rest(): void {
    clearTimeout(idle);
    if (sockets.size > 0) return;
    idle = setTimeout(() => void current?.then(end, () => {}), IDLE_MS);
  }

  return {
    async open(host, port) {
      const client = await connected();
      try {
        const socket = asSocket(await forward(client, host, port));
        keep(socket);
        return socket;
      } catch (error) {
        rest();
        if (trouble && !current) throw trouble.error;
        if (reasonOf(error) !== PROHIBITED)
          throw new Error(`${where} could not connect to ${host}:${port}: ${describeError(error)}`, { cause: error });
        const why = `it forbids connections to ${host}:${port}`;
        throw new TunnelError(where, why, `Let ${settings.user} connect on from there: AllowTcpForwarding, PermitOpen`);
      }
    },
    troubleSince: (at) => (trouble && trouble.at >= at ? trouble.error : undefined),
  };
}

const MEND = 'See that the host of ssh in focus.yml runs and can be reached from where the bot runs';

/** `ended`: a connection that was made is no more, and why; called before what went through it hears of it. */
function connectTo(settings: SshSettings, where: string, ended: (why: string | undefined) => void): Promise<Client> {
  const { host, port, user: username, key, passphrase, agent, hostKey } = settings;
  const isKnown = readHostKey(hostKey);
  const client = new Client();
  // Each connection that is being opened through it listens.
  client.setMaxListeners(0);
  return new Promise((resolve, reject) => {
    let isReady = false;
    let stranger: string | undefined;
    const sock = connect({ host, port, noDelay: true });
    const end = (why: string | undefined) => {
      if (isReady) ended(why);
      isReady = false;
    };
    client.on('ready', () => {
      isReady = true;
      resolve(client);
    });
    client.on('error', (error) => {
      end(describeError(error));
      reject(troubleOf(error, stranger, where, username));
      client.destroy();
    });
    client.on('close', () => {
      end(ending.has(client) ? undefined : 'it hung up');
      reject(new TunnelError(where, 'it hung up', MEND));
    });
    const login: ConnectConfig = {
      sock: sock as ConnectConfig['sock'] & Duplex,
      username,
      ...(key !== undefined && { privateKey: key }),
      ...(passphrase !== undefined && { passphrase }),
      ...(agent !== undefined && { agent }),
      readyTimeout: READY_MS,
      keepaliveInterval: ALIVE_EVERY_MS,
      keepaliveCountMax: ALIVE_MISSED,
      hostVerifier: (key: Buffer) => {
        if (isKnown?.(key)) return true;
        stranger = fingerprint(key);
        return false;
      },
    };
    sock.once('close', () => end(ending.has(client) ? undefined : 'it hung up'));
    sock.once('error', (error) => reject(new TunnelError(where, describeError(error), MEND)));
    try {
      client.connect(login);
    } catch (error) {
      sock.destroy();
      reject(new TunnelError(where, keyTrouble(error, settings), 'Correct key and passphrase of ssh in focus.yml'));
    }
  });
}

/** What the library says of a key that it cannot read, in the words of the settings. */
function keyTrouble(error: unknown, { keyFile = '' }: SshSettings): string {
  const said = describeError(error).replace(/^Cannot parse privateKey: /, '');
  const why = /integrity check failed|passphrase|bad decrypt/i.test(said) ? 'wrong or missing passphrase' : said;
  return `the key ${isPath(keyFile) ? keyFile : 'of ssh'} cannot be read: ${why}`;
}

/** Those that are to end. */
const ending = new WeakSet<Client>();

function end(client: Client): void {
  ending.add(client);
  client.end();
}

function troubleOf(error: Error, stranger: string | undefined, where: string, user: string): TunnelError {
  if (stranger !== undefined)
    return new TunnelError(
      where,
      `its host key is ${stranger}, not the one of ssh.hostKey`,
      'Find out why: somebody may stand between. If the host was set up anew, correct ssh.hostKey in focus.yml',
    );
  if ('level' in error && error.level === 'client-authentication')
    return new TunnelError(
      where,
      `it does not let ${user} in`,
      'Correct user and key of ssh in focus.yml, or have the key allowed there',
    );
  return new TunnelError(where, describeError(error), MEND);
}

function forward(client: Client, host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const hungUp = () => reject(new Error('it hung up'));
    client.once('close', hungUp);
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      client.off('close', hungUp);
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

function reasonOf(error: unknown): unknown {
  return error instanceof Error && 'reason' in error ? error.reason : undefined;
}

import { ConnectionError } from './amqp-error.ts';
import { type ClientMethod, FRAME_MAX } from './codec.ts';
import { keepAlive, type Life } from './heartbeat.ts';
import type { ServerMethods } from './methods.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** What client and broker agreed upon. */
export interface Handshake {
  readonly open: boolean;
  /** Bytes of the longest frame the client takes. */
  readonly frameMax: number;
  /** The client asked to be told when its consumer is cancelled by the broker. */
  readonly wantsCancels: boolean;
  start(): void;
  /** A method on channel 0. Throws what closes the connection. */
  receive(method: ClientMethod): void;
}

export interface HandshakeLink {
  readonly vhost: string;
  readonly credentials: Credentials;
  readonly life: Life;
  send<N extends keyof ServerMethods>(name: N, fields: ServerMethods[N]): void;
  /** Ends all channels, as the broker does before it agrees to a close. */
  release(): void;
  end(): void;
}

/** The version whose answers this broker repeats. */
export const RABBITMQ_VERSION = '3.10.8';

/** As RabbitMQ proposes them; heartbeat in seconds. */
const TUNING = { channelMax: 2047, frameMax: FRAME_MAX, heartbeat: 60 };
const CAPABILITIES = {
  publisher_confirms: true,
  'basic.nack': true,
  consumer_cancel_notify: true,
  'connection.blocked': true,
  authentication_failure_close: true,
  per_consumer_qos: true,
};

export function createHandshake({ vhost, credentials, life, send, release, end }: HandshakeLink): Handshake {
  let open = false;
  let frameMax = FRAME_MAX;
  let wantsCancels = false;

  return {
    get open() {
      return open;
    },
    get frameMax() {
      return frameMax;
    },
    get wantsCancels() {
      return wantsCancels;
    },
    start: () => {
      const serverProperties = { product: 'RabbitMQ', version: RABBITMQ_VERSION, capabilities: CAPABILITIES };
      const mechanisms = Buffer.from('PLAIN');
      const locales = Buffer.from('en_US');
      send('ConnectionStart', { versionMajor: 0, versionMinor: 9, serverProperties, mechanisms, locales });
    },
    receive: (method) => {
      switch (method.name) {
        case 'ConnectionStartOk':
          requireLogin(method.fields.response, credentials);
          wantsCancels = hasCapability(method.fields.clientProperties, 'consumer_cancel_notify');
          send('ConnectionTune', TUNING);
          break;
        case 'ConnectionTuneOk':
          frameMax = method.fields.frameMax || FRAME_MAX;
          void keepAlive(method.fields.heartbeat, life);
          break;
        case 'ConnectionOpen':
          requireVhost(method.fields.virtualHost, vhost);
          open = true;
          send('ConnectionOpenOk', {});
          break;
        case 'ConnectionClose':
          release();
          send('ConnectionCloseOk', {});
          end();
          break;
        case 'ConnectionCloseOk':
          end();
          break;
      }
    },
  };
}

/** SASL PLAIN: `\0user\0password`. */
function requireLogin(response: Buffer, { user, password }: Credentials): void {
  if (response.toString() === `\0${user}\0${password}`) return;
  const details = 'For details see the broker logfile.';
  throw new ConnectionError(403, `Login was refused using authentication mechanism PLAIN. ${details}`);
}

function requireVhost(wanted: string, vhost: string): void {
  if (wanted !== vhost) throw new ConnectionError(530, `vhost ${wanted} not found`);
}

function hasCapability(clientProperties: Record<string, unknown>, capability: string): boolean {
  const capabilities = clientProperties.capabilities;
  return typeof capabilities === 'object' && capabilities !== null && capability in capabilities;
}

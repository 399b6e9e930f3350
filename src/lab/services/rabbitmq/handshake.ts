import { AmqpError } from './amqp-error.ts';
import { type ClientMethod, FRAME_MAX } from './codec.ts';
import type { ServerMethods } from './methods.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Handshake {
  /** Client and broker have agreed. */
  readonly open: boolean;
  start(): void;
  /** A method on channel 0. Throws what closes the connection. */
  receive(method: ClientMethod): void;
}

export interface HandshakeLink {
  readonly vhost: string;
  readonly credentials: Credentials;
  send<N extends keyof ServerMethods>(name: N, fields: ServerMethods[N]): void;
  end(): void;
}

/** The version whose answers this broker repeats. */
export const RABBITMQ_VERSION = '3.10.8';

/** As RabbitMQ proposes them, but without heartbeats: this broker ends no connection because it is silent. */
const TUNING = { channelMax: 2047, frameMax: FRAME_MAX, heartbeat: 0 };

export function createHandshake({ vhost, credentials, send, end }: HandshakeLink): Handshake {
  let open = false;
  return {
    get open() {
      return open;
    },
    start: () => {
      const capabilities = { authentication_failure_close: true };
      const serverProperties = { product: 'RabbitMQ', version: RABBITMQ_VERSION, capabilities };
      const mechanisms = Buffer.from('PLAIN');
      const locales = Buffer.from('en_US');
      send('ConnectionStart', { versionMajor: 0, versionMinor: 9, serverProperties, mechanisms, locales });
    },
    receive: (method) => {
      switch (method.name) {
        case 'ConnectionStartOk':
          requireLogin(method.fields.response, credentials);
          send('ConnectionTune', TUNING);
          break;
        case 'ConnectionOpen':
          requireVhost(method.fields.virtualHost, vhost);
          open = true;
          send('ConnectionOpenOk', {});
          break;
        case 'ConnectionClose':
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
  throw new AmqpError('connection', 403, `Login was refused using authentication mechanism PLAIN. ${details}`);
}

function requireVhost(wanted: string, vhost: string): void {
  if (wanted !== vhost) throw new AmqpError('connection', 530, `vhost ${wanted} not found`);
}

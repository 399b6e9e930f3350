import type http from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls } from 'node:tls';
import type { Tunnel } from './tunnel.ts';

interface Asked extends ConnectionOptions {
  readonly host?: string;
  readonly port?: number;
}

type Give = (error: Error | null, socket?: Socket) => void;

/** Lets an agent connect through the tunnel, where there is one. `ready`: a connection is good for sending. */
export function throughTunnel(agent: http.Agent, tunnel: Tunnel | undefined, ready = () => {}): void {
  if (!tunnel) return;
  const own = agent as { createConnection: unknown };
  const isTls = agent instanceof https.Agent;
  own.createConnection = (options: Asked, give: Give) => {
    const { host = 'localhost', port = isTls ? 443 : 80 } = options;
    tunnel.open(host, Number(port)).then(
      (socket) => {
        if (!isTls) ready();
        give(null, isTls ? secure(socket, host, options).once('secureConnect', ready) : socket);
      },
      (error: Error) => give(error),
    );
  };
}

/** TLS over the channel, with the name of the host that was asked for. */
function secure(socket: Socket, host: string, options: ConnectionOptions) {
  return connectTls({
    ...options,
    ...nameOf(host, options.servername),
    socket,
  });
}

/** What TLS is to verify, whatever it connects to. */
export function nameOf(
  host: string,
  servername?: string,
): Pick<ConnectionOptions, 'servername' | 'checkServerIdentity'> {
  const name = servername || host;
  return {
    ...(isIP(name) === 0 && { servername: name }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}

import http from 'node:http';
import https from 'node:https';
import { type ContextOf, keepContext, useContext } from '../kept-context.ts';
import { throughTunnel } from '../tunnel/agents.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';

export interface LineSettings {
  /** PEM text. */
  readonly ca?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tunnel?: Tunnel;
}

/** The connections of one client. */
export interface Line {
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** Whether any of them was ever good for sending: connected, and with TLS agreed upon. Until then no byte of a request has left. */
  readonly connected: boolean;
  close(): void;
}

const contexts = new WeakMap<LineSettings, ContextOf>();

export function openLine(settings: LineSettings): Line {
  const { ca, insecureSkipTlsVerify, tunnel } = settings;
  let connected = false;
  const note = () => {
    connected = true;
  };
  const tls = { rejectUnauthorized: !insecureSkipTlsVerify, ...(ca ? { ca } : {}) };
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true, ...tls });
  throughTunnel(plain, tunnel, note);
  throughTunnel(secure, tunnel, note);
  useContext(secure, contextFor(settings));
  if (!tunnel) {
    notice(plain, 'connect', note);
    notice(secure, 'secureConnect', note);
  }
  return {
    http: plain,
    https: secure,
    get connected() {
      return connected;
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** Each look has agents of its own: what their certificates make is made once. */
function contextFor(settings: LineSettings): ContextOf {
  const contextOf = contexts.get(settings) ?? keepContext();
  contexts.set(settings, contextOf);
  return contextOf;
}

function notice(agent: http.Agent, event: 'connect' | 'secureConnect', note: () => void): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => connect(options, callback)?.once(event, note);
}

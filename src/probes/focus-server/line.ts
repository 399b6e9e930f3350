import http from 'node:http';
import https from 'node:https';

export interface LineSettings {
  /** PEM text. */
  readonly ca?: string;
  readonly insecureSkipTlsVerify?: boolean;
}

/** The connections of one client. */
export interface Line {
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** Whether any of them was ever good for sending: connected, and with TLS agreed upon. Until then no byte of a request has left. */
  readonly connected: boolean;
  close(): void;
}

export function openLine({ ca, insecureSkipTlsVerify }: LineSettings): Line {
  let connected = false;
  const note = () => {
    connected = true;
  };
  const tls = { rejectUnauthorized: !insecureSkipTlsVerify, ...(ca ? { ca } : {}) };
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true, ...tls });
  notice(plain, 'connect', note);
  notice(secure, 'secureConnect', note);
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

function notice(agent: http.Agent, event: 'connect' | 'secureConnect', note: () => void): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => connect(options, callback)?.once(event, note);
}

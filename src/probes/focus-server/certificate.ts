import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** What a server shows of itself. Whether it is to be trusted is judged where something is sent. */
export interface Certificate {
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  /** ms since the epoch */
  readonly until: number;
}

/** The certificate at a URL; undefined where it has none, as it is not https or speaks no TLS. Nothing is sent. */
export function certificateOf(url: string, signal: AbortSignal): Promise<Certificate | undefined> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:') return Promise.resolve(undefined);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port: Number(port || 443), ...name, rejectUnauthorized: false });
    const end = (certificate?: Certificate) => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(certificate);
    };
    const giveUp = () => end();
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', giveUp);
    socket.once('secureConnect', () => {
      const { issuer, subject, valid_to } = socket.getPeerCertificate();
      const isSelfSigned = JSON.stringify(issuer) === JSON.stringify(subject);
      end({ issuer: nameOf(issuer), isSelfSigned, until: Date.parse(valid_to) });
    });
  });
}

function nameOf({ CN, O }: { readonly CN?: string | string[]; readonly O?: string | string[] }): string {
  return [CN ?? O ?? 'nobody'].flat().join(', ');
}

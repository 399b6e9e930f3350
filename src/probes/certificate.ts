import { isIP } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import type { Tunnel } from './tunnel/tunnel.ts';

/** Who speaks TLS from the first byte on. */
export interface TlsServer {
  /** `https`, `amqps` or `rediss`. */
  readonly url: string;
  /** What it is asked for by; the host of the URL unless told. */
  readonly servername?: string | undefined;
  readonly tunnel?: Tunnel | undefined;
}

/** What a server shows of itself. Whether it is to be trusted is judged where something is sent. */
export interface Certificate {
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  /** ms since the epoch */
  readonly from: number;
  readonly until: number;
}

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'amqps:': 5671, 'rediss:': 6379 };

export function speaksTls(url: string): boolean {
  return (URL.parse(url)?.protocol ?? '') in PORTS;
}

/** Undefined where the URL has none, nobody shows one, or the signal comes first. Nothing is sent. */
export async function certificateOf(server: TlsServer, signal: AbortSignal): Promise<Certificate | undefined> {
  const { url, tunnel } = server;
  if (!speaksTls(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: Number(port || PORTS[protocol]) };
  const { servername = host } = server;
  // Where there is no tunnel, that is told of the way there.
  const socket = await tunnel?.open(place.host, place.port).catch(() => undefined);
  if (tunnel && (!socket || signal.aborted)) return void socket?.destroy();
  return shownBy({ ...(socket ? { socket } : place), ...(isIP(servername) === 0 && { servername }) }, signal);
}

function shownBy(to: ConnectionOptions, signal: AbortSignal): Promise<Certificate | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...to, rejectUnauthorized: false });
    const end = (certificate?: Certificate) => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(certificate);
    };
    const giveUp = () => end();
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', giveUp).on('close', giveUp);
    socket.once('secureConnect', () => {
      const { issuer, subject, valid_from, valid_to } = socket.getPeerCertificate();
      const isSelfSigned = JSON.stringify(issuer) === JSON.stringify(subject);
      end({ issuer: nameOf(issuer), isSelfSigned, from: Date.parse(valid_from), until: Date.parse(valid_to) });
    });
    if (signal.aborted) giveUp();
  });
}

function nameOf({ CN, O }: { readonly CN?: string | string[]; readonly O?: string | string[] }): string {
  return [CN ?? O ?? 'nobody'].flat().join(', ');
}

import { promises as dns, type LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { Tunnel } from '../tunnel/tunnel.ts';

/** What says where streams are looked for. */
export interface StreamSettings {
  /** Focus Server's own. */
  readonly url: string;
  /** Also on the bot's own machine and link, and at ports below 1024. */
  readonly streamAnywhere?: boolean;
  readonly tunnel?: Tunnel;
}

export interface StreamAddress {
  readonly host: string;
  readonly port: number;
}

/** The addresses of a stream, or why the bot does not look there. */
export type Whereabouts = { readonly addresses: readonly LookupAddress[] } | { readonly closedFor: string };

/** Loopback, link-local, where clouds tell machines their secrets, and "this machine". */
const OWN = new BlockList();
OWN.addSubnet('127.0.0.0', 8);
OWN.addSubnet('0.0.0.0', 8);
OWN.addSubnet('169.254.0.0', 16);
OWN.addAddress('::1', 'ipv6');
OWN.addAddress('::', 'ipv6');
OWN.addSubnet('fe80::', 10, 'ipv6');

const FIRST_PORT = 1_024;

/**
 * Where a stream is that the answer of configure named. Whoever answers must not make the bot knock at doors that only the bot
 * can reach; those of Focus Server's own host it reaches in any case. Rejects where a name has no address.
 */
export async function whereabouts({ host, port }: StreamAddress, settings: StreamSettings): Promise<Whereabouts> {
  const addresses = await addressesOf(host);
  const isOwn = addresses.some(({ address, family }) => OWN.check(address, family === 6 ? 'ipv6' : 'ipv4'));
  if (settings.streamAnywhere || (!isOwn && port >= FIRST_PORT)) return { addresses };
  const server = await addressesOf(new URL(settings.url).hostname.replace(/^\[|\]$/g, '')).catch(() => []);
  if (addresses.every(({ address }) => server.some((one) => one.address === address))) return { addresses };
  return { closedFor: isOwn ? 'it is of the bot’s own machine or link' : `its port is below ${FIRST_PORT}` };
}

async function addressesOf(host: string): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  return family === 0 ? dns.lookup(host, { all: true }) : [{ address: host, family }];
}

/** The same of the SSH host of a tunnel, which alone knows what names stand for; undefined where it may be asked. */
export function closedBehind(
  { host, port }: StreamAddress,
  { url, streamAnywhere }: StreamSettings,
): string | undefined {
  const family = isIP(host);
  const isOwn = family === 0 ? /^localhost\.?$/i.test(host) : OWN.check(host, family === 6 ? 'ipv6' : 'ipv4');
  if (streamAnywhere || (!isOwn && port >= FIRST_PORT)) return undefined;
  if (host === new URL(url).hostname.replace(/^\[|\]$/g, '')) return undefined;
  return isOwn ? 'it is of the SSH host’s own machine or link' : `its port is below ${FIRST_PORT}`;
}

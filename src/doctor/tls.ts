import { counted } from '#lib/counted.ts';
import { type Certificate, certificateOf, speaksTls, type TlsServer } from '#probes/certificate.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look } from './look.ts';

/** Where a part is, as its settings have it. */
export interface Address extends TlsServer {
  /** As people write it, such as `focusServer.url in focus.yml`. */
  readonly setting: string;
  /** Whose certificate it is, where a part has several. */
  readonly whose?: string;
  /** An authority of its own. */
  readonly ca?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
}

/** What was found on the way there, and of TLS: its certificate, or that the URL should have asked for it. */
export async function withTls(
  finding: Promise<readonly Finding[]>,
  address: Address,
  looking: Looking,
): Promise<readonly Finding[]> {
  if (!speaksTls(address.url)) return orByTls(await finding, address, looking);
  const [way, certificate] = await Promise.all([finding, lookAtCertificate(address, looking)]);
  return [...way, ...certificate.filter(({ state }) => state !== 'unknown' || isReached(way))];
}

const DAY_MS = 24 * 60 * 60_000;
const SOON_MS = 7 * DAY_MS;

export function lookAtCertificate(address: Address, looking: Looking): Promise<readonly Finding[]> {
  return look(looking, async (signal) => {
    const { whose, ca, insecureSkipTlsVerify } = address;
    const of = `certificate${whose === undefined ? '' : ` of ${whose}`}`;
    // A look that ends with its signal could not say of what.
    const given = AbortSignal.any([signal, looking.clock.timeout(SHOWN_MS)]);
    const certificate = await certificateOf(address, given);
    if (!certificate) return [unknown(`its ${of} was not shown: how long it holds is not known`, SHOW)];
    const now = looking.clock.now();
    const said = `${of} ${wordsOf(certificate, now)}`;
    if (certificate.from > now) return [wrong(said, 'Set the clocks of both hosts by NTP, or have it made anew')];
    if (certificate.until - now < SOON_MS) return [wrong(said, 'Have it renewed')];
    if (insecureSkipTlsVerify) return [ok(`${said}; it is not verified`)];
    return [ok(ca === undefined ? said : `${said}; its authority is ca`)];
  });
}

const SHOWN_MS = 4_000;
const SHOW = 'See what stands before it: openssl s_client -connect HOST:PORT';

function wordsOf({ issuer, isSelfSigned, from, until }: Certificate, now: number): string {
  const signed = isSelfSigned ? 'self-signed' : `signed by ${issuer}`;
  if (from > now) return `${signed}, from ${dayOf(from)} on alone`;
  if (until < now) return `${signed}, over since ${dayOf(until)}`;
  const still = until - now < SOON_MS ? `, ${counted(Math.floor((until - now) / DAY_MS), 'day')} still` : '';
  return `${signed}, until ${dayOf(until)}${still}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

const SECURE: Readonly<Record<string, string>> = { http: 'https', amqp: 'amqps', redis: 'rediss' };

/** Who speaks TLS has shown its certificate by then. */
const SHAKEN_MS = 1_500;

/** The same findings; where they are of a part that is not reached, and TLS is spoken at its port, with what mends that. */
async function orByTls(
  findings: readonly Finding[],
  { url, setting, tunnel }: Address,
  looking: Looking,
): Promise<readonly Finding[]> {
  const [, scheme = '', place = ''] = /^(\w+):\/\/(?:[^/?#]*@)?([^/?#@]*:\d+)/.exec(url) ?? [];
  const secure = SECURE[scheme];
  const [first, ...rest] = findings;
  if (secure === undefined || first === undefined || isReached(findings)) return findings;
  const mend = `Write ${secure}:// in ${setting}: TLS is spoken at that port`;
  const server = { url: `https://${place}`, tunnel };
  return (await certificateOf(server, looking.clock.timeout(SHAKEN_MS)))
    ? [wrong(first.found, mend), ...rest]
    : findings;
}

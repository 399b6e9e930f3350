import { certificateOf } from '#probes/focus-server/certificate.ts';
import { type Finding, wrong } from './line.ts';
import { isReached, type Looking } from './look.ts';

const SECURE: Readonly<Record<string, string>> = { http: 'https', amqp: 'amqps', redis: 'rediss' };

/** Who speaks TLS has shown its certificate by then. */
const SHAKEN_MS = 1_500;

/** The same findings; where they are of a part that is not reached, and TLS is spoken at its port, with what mends that. */
export async function orByTls(
  findings: readonly Finding[],
  url: string,
  setting: string,
  looking: Looking,
): Promise<readonly Finding[]> {
  const [, scheme = '', place = ''] = /^(\w+):\/\/(?:[^/?#]*@)?([^/?#@]*:\d+)/.exec(url) ?? [];
  const secure = SECURE[scheme];
  const [first, ...rest] = findings;
  if (secure === undefined || first === undefined || isReached(findings)) return findings;
  const mend = `Write ${secure}:// in ${setting}: TLS is spoken at that port`;
  const certificate = await certificateOf(`https://${place}`, looking.clock.timeout(SHAKEN_MS));
  return certificate ? [wrong(first.found, mend), ...rest] : findings;
}

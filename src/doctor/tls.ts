import { certificateOf } from '#probes/focus-server/certificate.ts';
import { type Finding, wrong } from './line.ts';
import { isReached, type Looking, look } from './look.ts';

const SECURE: Readonly<Record<string, string>> = { http: 'https', amqp: 'amqps', redis: 'rediss' };

/** The same findings; where they are of a part that is not reached, and TLS is spoken at its port, with what mends that. */
export async function orByTls(
  findings: readonly Finding[],
  url: string,
  setting: string,
  looking: Looking,
): Promise<readonly Finding[]> {
  const [, scheme = '', place = ''] = /^(\w+):\/\/(?:[^/?#]*@)?([^/?#]*:\d+)/.exec(url) ?? [];
  const secure = SECURE[scheme];
  const [first, ...rest] = findings;
  if (secure === undefined || first === undefined || isReached(findings)) return findings;
  const mend = `Write ${secure}:// in ${setting}: TLS is spoken at that port`;
  const found = await look(looking, async (signal) =>
    (await certificateOf(`https://${place}`, signal)) ? [wrong(first.found, mend)] : [first],
  );
  return [...found, ...rest];
}

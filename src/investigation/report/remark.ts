import type { Diagnosis } from '../finding.ts';
import { plainly, plainlyAtLeast } from '../say.ts';
import { whatCounts } from '../timeline/ready.ts';

/**
 * What a run that is there shows besides, and nobody needs to act on: the known defect, that it is one no more, or a stream that
 * the bot does not see. Undefined for none.
 */
export function remarkOf({ timeline: { milestones, evidence }, cause }: Diagnosis): string | undefined {
  if (milestones['consumer-ready'].state !== 'reached') return undefined;
  const { by } = whatCounts(evidence);
  const setting = `ready: ${evidence.subject.ready}`;
  const { 'metadata-answers': metadata, 'stream-open': stream } = milestones;
  if (by !== 'metadata' && metadata.state === 'not-reached')
    return `Known defect: metadata does not know the job (${setting} in focus.yml)`;
  if (by !== 'metadata' && metadata.state === 'reached')
    return `Metadata knows the job, after ${plainly(metadata.latest)}: ready: metadata can be set in focus.yml`;
  if (stream.state !== 'not-reached' || cause) return undefined;
  const port = stream.witnesses.at(-1)?.fact;
  const said = port?.kind === 'stream-port' ? `: ${port.detail}` : '';
  return `Its stream port did not accept in ${plainlyAtLeast(stream.after)}${said}`;
}

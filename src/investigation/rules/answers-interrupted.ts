import { counted } from '#lib/counted.ts';
import type { Rule } from '../finding.ts';
import type { MetadataAnswer, Observation } from '../observation.ts';
import { plainly, seconds } from '../say.ts';
import { backendSelector, kubectl } from './commands.ts';
import { all, jobOf, outagesOf } from './read-timeline.ts';

/** The job has its consumer, and for a while nobody could have asked: Focus Server was away. */
export const answersInterrupted: Rule = {
  id: 'answers-interrupted',
  means: 'Focus Server was away for a while',
  needs: ['metadata-answer'],
  explains: [],
  blames: 'strain',
  find(timeline) {
    const { zero } = timeline.evidence.subject;
    if (timeline.milestones['consumer-ready'].state !== 'reached') return undefined;
    // Silence alone may be the way there.
    const answered = outagesOf(timeline).filter((of) => of.some(({ fact }) => fact.answer !== 'network-error'));
    const [longest] = answered.toSorted((a, b) => lengthOf(b) - lengthOf(a));
    const first = longest?.[0];
    const last = longest?.at(-1);
    if (!longest || !first || !last || lengthOf(longest) < LEAST_MS) return undefined;
    const after = all(timeline, 'metadata-answer').find(({ at }) => at > last.at);
    return {
      confidence: 'certain',
      headline: `Focus Server was away for ${plainly((after ?? last).at - first.at)} while job ${jobOf(timeline)} started`,
      summary: `Focus Server did not answer as it should for ${seconds((after ?? last).at - first.at)} while job ${jobOf(timeline)} started: metadata answered ${said(first)} ${counted(longest.length, 'time')} from ${seconds(first.at - zero)} on`,
      remedy: 'Ask who restarted Focus Server or changed the ingress in that minute; this job came through it',
      because: [first, last, ...(after ? [after] : [])],
      refuter:
        'Answers of Focus Server to somebody else in those seconds would show it wrong: then it was the way there',
      commands: [
        kubectl(timeline, `get pods -l ${backendSelector(timeline)} -o wide`),
        kubectl(timeline, `logs -l ${backendSelector(timeline)} --since=10m --tail=100`),
      ],
    };
  },
};

const LEAST_MS = 2_000;

function lengthOf(outage: readonly Observation<MetadataAnswer>[]): number {
  const [first] = outage;
  const last = outage.at(-1);
  return first && last ? last.at - first.at : 0;
}

function said({ fact: { status, detail } }: Observation<MetadataAnswer>): string {
  return status === undefined ? `nothing (${detail})` : String(status);
}

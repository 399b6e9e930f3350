import { namedKinds } from '../facts.ts';
import type { Rule } from '../finding.ts';
import type { Gap, GapReason } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** What the bot trusts, or where its settings send it, hides a part: of the part itself nothing is known. */
export const ownSettings: Rule = {
  id: 'own-settings',
  means: 'the bot’s own settings are wrong',
  needs: [],
  explains: ['backend-unreachable', 'kubernetes-unreachable', 'rabbitmq-management-absent'],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    if (timeline.milestones['consumer-ready'].state === 'reached') return undefined;
    const gaps = ownGaps(timeline);
    const [first] = gaps;
    if (!first) return undefined;
    const what = WHAT[first.reason] ?? 'settings';
    return {
      confidence: 'certain',
      headline: `the bot’s own ${what} ${STATES[first.reason] ?? 'are wrong'}, so it did not see ${namedKinds(first.kinds)}`,
      summary: `The bot's own ${what} hides ${namedKinds([...new Set(gaps.flatMap(({ kinds }) => kinds))])}: ${first.detail}`,
      remedy: [...new Set(gaps.map(({ mend = MEND }) => mend))].map(continued).join('; '),
      because: [],
      gaps,
      refuter:
        'The same answer to another client with the same certificate authority, address and vhost that is let in would show it wrong',
    };
  },
};

const WHAT: Readonly<Partial<Record<GapReason, string>>> = {
  'not-trusted': 'trust of certificates',
  'tunnel-down': 'tunnel',
};
const STATES: Readonly<Partial<Record<GapReason, string>>> = { 'not-trusted': 'is wrong', 'tunnel-down': 'is down' };
const MEND = 'Correct the settings of this part in focus.yml';

/** Whether the bot's own trust, settings or tunnel are why. */
export function isOwn(reason: GapReason): boolean {
  return reason === 'not-trusted' || reason === 'misdirected' || reason === 'tunnel-down';
}

/** One of each, what hides Focus Server first: without it there is no verdict at all. */
function ownGaps({ evidence }: Timeline): readonly Gap[] {
  const own = evidence.gaps.filter(({ reason }) => isOwn(reason));
  const firsts = new Map(own.toReversed().map((gap) => [gap.mend ?? gap.detail, gap]));
  return own.filter((gap) => firsts.get(gap.mend ?? gap.detail) === gap).toSorted((a, b) => place(a) - place(b));
}

function place({ kinds }: Gap): number {
  return kinds.includes('metadata-answer') || kinds.includes('ack-answer') ? 0 : 1;
}

function continued(sentence: string, index: number): string {
  return index === 0 ? sentence : `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
}

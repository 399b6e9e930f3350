import type { Rule } from '../finding.ts';

/** MongoDB is there and does not let the bot look: whether it serves Focus Server is not known from that. */
export const mongodbRefused: Rule = {
  id: 'mongodb-refused',
  means: 'MongoDB refuses the bot',
  needs: [],
  explains: [],
  blames: 'path',
  asksOf: ['environment'],
  find(timeline) {
    const gaps = timeline.evidence.gaps.filter(
      ({ kinds, reason }) => kinds.includes('database-state') && reason === 'refused',
    );
    const [first] = gaps;
    if (!first) return undefined;
    return {
      confidence: 'certain',
      headline: 'MongoDB refuses the bot',
      summary: `MongoDB refuses the bot: ${first.detail}`,
      remedy: first.mend ?? 'Correct the MongoDB user of the bot, or mongodb in focus.yml',
      because: [],
      gaps,
      refuter: 'A login of the same user that is accepted in that minute would show it wrong',
    };
  },
};

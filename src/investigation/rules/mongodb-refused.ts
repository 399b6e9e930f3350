import type { Rule } from '../finding.ts';

/** MongoDB is there and does not let the bot look: whether it serves Focus Server is not known from that. */
export const mongodbRefused: Rule = {
  id: 'mongodb-refused',
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
      summary: `MongoDB refuses the bot: ${first.detail}`,
      remedy: first.mend ?? 'Check the MongoDB user of the bot, and mongodb in focus.yml',
      because: [],
      gaps,
      refuter: 'A login of the same user that is accepted in that minute would show it wrong',
    };
  },
};

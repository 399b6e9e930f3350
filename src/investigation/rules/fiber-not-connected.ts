import { all, complaints, last } from './looks.ts';
import type { Rule } from './rule.ts';

/** Focus Server takes no live job before a fiber is connected. */
export const fiberNotConnected: Rule = {
  id: 'fiber-not-connected',
  needs: ['configure-answer', 'live-metadata'],
  explains: ['configure-refused'],
  blames: 'stack',
  only: 'started',
  find(timeline) {
    const { configure } = timeline.evidence.subject;
    const live = last(timeline, 'live-metadata');
    if (configure?.outcome !== 'refused' || configure.status !== 503 || !live || live.fact.ready) return undefined;
    return {
      summary: `No fiber is connected: configure answered 503, expected 200, and live_metadata says prr ${live.fact.prr ?? 'missing'}, expected more than 0`,
      remedy:
        'Connect the fiber (interrogator and recorder), wait until GET /live_metadata shows prr above 0, then run again',
      because: [...all(timeline, 'configure-answer'), live, ...complaints(timeline, /fiber|prr/i, 'backend')],
    };
  },
};

import { all } from './looks.ts';
import type { Rule } from './rule.ts';

/** Focus Server answered configure, without a job. */
export const configureRefused: Rule = {
  id: 'configure-refused',
  needs: ['configure-answer'],
  explains: [],
  blames: 'stack',
  only: 'started',
  find(timeline) {
    const { configure, environment } = timeline.evidence.subject;
    if (configure?.outcome !== 'refused') return undefined;
    const status = configure.status ?? 'an answer without status';
    return {
      summary: `Focus Server of ${environment} refused the configuration: ${status}, expected 200 with a job id: ${configure.detail}`,
      remedy: 'Read the answer and the backend lines of that second; a 422 or 400 names the field that it did not take',
      because: all(timeline, 'configure-answer'),
      open: status === 502 || status === 504 ? ['A gateway answered: Focus Server may still have created a job'] : [],
    };
  },
};

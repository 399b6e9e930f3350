import { all } from './looks.ts';
import type { Rule } from './rule.ts';

/** A historic request for a time in which nothing was recorded. */
export const noRecording: Rule = {
  id: 'no-recording',
  needs: ['configure-answer'],
  explains: ['configure-refused'],
  blames: 'request',
  only: 'started',
  find(timeline) {
    const { configure, request } = timeline.evidence.subject;
    if (configure?.outcome !== 'refused' || configure.status !== 404 || !/no recording/i.test(configure.detail))
      return undefined;
    return {
      summary: `There is no recording ${stretch(request?.recording)}: configure answered 404, expected 200`,
      remedy: 'Ask POST /recordings_in_time_range for what was recorded, and run again with from= and to= inside it',
      because: all(timeline, 'configure-answer'),
    };
  },
};

function stretch(recording: { readonly from: number; readonly to: number } | undefined): string {
  return recording ? `between ${utc(recording.from)} and ${utc(recording.to)}` : 'for this request';
}

function utc(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString().replace('.000Z', ' UTC');
}

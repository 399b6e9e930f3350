import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { jobOf } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** The analyzer ran, and its stream opened late. */
export const streamSlow: Rule = {
  id: 'stream-slow',
  means: 'its stream opened late',
  countsBy: 'stream',
  needs: ['stream-port', 'pod-state'],
  explains: [],
  blames: 'pace',
  find: (timeline) => slowPhase(timeline, ['stream'], words(timeline)),
};

function words(timeline: Timeline): SlowWords {
  const job = jobOf(timeline);
  return {
    what: 'From the start of its container to its stream port',
    part: 'opening its stream',
    confidence: 'likely',
    unexplained: true,
    remedy: 'Give the analyzer’s log to the backend team: it says what it did before it served its stream',
    refuter: `A connection to the stream port of job ${job} within 15 s of configure would show it wrong`,
    commands: [kubectl(timeline, `logs -l app=grpc-job-${job} --timestamps`), kubectl(timeline, 'top nodes')],
  };
}

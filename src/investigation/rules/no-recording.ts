import type { Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all } from './read-timeline.ts';

/** A historic request for a time in which nothing was recorded. */
export const noRecording: Rule = {
  id: 'no-recording',
  means: 'Focus Server found no recording',
  needs: ['configure-answer'],
  explains: ['configure-refused'],
  blames: 'request',
  asksOf: ['started'],
  find(timeline) {
    const { configure, request } = timeline.evidence.subject;
    if (configure?.outcome !== 'refused' || configure.status !== 404 || !/no recording/i.test(configure.detail))
      return undefined;
    return {
      confidence: 'certain',
      headline: 'Focus Server found no recording of that time',
      summary: `Focus Server says that it found no recording ${stretch(request?.recording)}: configure answered 404${slowly(timeline)}, expected 200`,
      remedy:
        'Run again with from= and to= inside a recording; if one is listed for that time, correct base_path or storage_mount_path of the backend',
      because: all(timeline, 'configure-answer'),
      refuter: `A recording ${stretch(request?.recording)} in the answer of POST /recordings_in_time_range would show that it looks in the wrong place`,
      commands: [
        askForRecordings(timeline, request?.recording),
        kubectl(timeline, 'get pods | grep recorder'),
        kubectl(timeline, `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -i recording`),
      ],
    };
  },
};

/** The backend looks through the recordings before it says so; one that takes long looks in the wrong place, or in many. */
function slowly({ evidence: { subject } }: Timeline): string {
  const { configure, limits } = subject;
  const tookMs = configure ? configure.answeredAt - configure.sentAt : 0;
  return tookMs > limits.configureMs ? ` after ${seconds(tookMs)} (usually 0.2–0.9 s)` : '';
}

type Recording = { readonly from: number; readonly to: number };

/** A day before and after: the next recording is often near. */
function askForRecordings(timeline: Timeline, recording: Recording | undefined): string {
  const zero = Math.round(timeline.evidence.subject.zero / 1_000);
  const { from, to } = recording ?? { from: zero, to: zero };
  const body = JSON.stringify({ start_time: from - DAY_S, end_time: to + DAY_S });
  return curl(timeline, `/recordings_in_time_range -X POST -H 'Content-Type: application/json' -d '${body}'`);
}

const DAY_S = 86_400;

function stretch(recording: Recording | undefined): string {
  return recording ? `between ${utc(recording.from)} and ${utc(recording.to)}` : 'for this request';
}

function utc(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString().replace('.000Z', ' UTC');
}

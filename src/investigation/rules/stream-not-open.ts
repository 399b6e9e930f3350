import { wasSeen } from '../evidence.ts';
import type { Rule } from '../finding.ts';
import type { Observation, StreamPort } from '../observation.ts';
import { limit, plainlyAtLeast, secondsAtLeast } from '../say.ts';
import { whatCounts } from '../timeline/ready.ts';
import { isTakenAway, livingAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { closedSinceStart, isOutOfReach, USUALLY_OPEN_MS } from './no-data-source.ts';
import { absences, all, controlJob, ends, jobOf } from './read-timeline.ts';

/** All that a stream needs was there, and its port refused to the end. */
export const streamNotOpen: Rule = {
  id: 'stream-not-open',
  means: 'its stream never opened',
  needs: ['stream-port', 'pod-state'],
  explains: [],
  blames: 'stack',
  stage: { before: 'stream-open', after: 'container-started' },
  asksOf: ['started'],
  lastResort: true,
  find(timeline) {
    const { by } = whatCounts(timeline.evidence);
    const isThere = timeline.milestones['consumer-ready'].state === 'reached';
    const pod = livingAnalyzer(timeline);
    const closedMs = closedSinceStart(timeline);
    if (by === 'stream' ? isThere : !isThere) return undefined;
    if (!pod?.fact.ready || isTakenAway(timeline, pod) || closedMs === undefined || isOutOfReach(timeline))
      return undefined;
    const looks = all(timeline, 'stream-port');
    const job = jobOf(timeline);
    const { port, detail } = (looks.at(-1) as Observation<StreamPort>).fact;
    const control = controlJob(timeline);
    const beside = control?.fact.streamOpen ? [control] : [];
    const isRefused = looks.every(({ fact }) => /refused/i.test(fact.detail));
    // Nothing that answers may be out of the bot's reach.
    const isSure = closedMs > USUALLY_OPEN_MS && isRefused && (by === 'stream' || beside.length > 0);
    return {
      confidence: isSure && wasSeen(timeline.evidence, 'stream-port') ? 'likely' : 'possible',
      unexplained: true,
      headline: `job ${job} did not open its stream in ${plainlyAtLeast(closedMs)}`,
      summary: `The stream port ${port} of job ${job} did not accept for ${secondsAtLeast(closedMs)} after its container started (${detail}), usually open within ${limit(USUALLY_OPEN_MS)}, though its pod is Ready${beside.map(({ fact }) => `; the stream of job ${fact.jobId} is open`).join('')}`,
      remedy: 'Give the analyzer’s log to the backend team: it says why it does not serve its stream',
      because: [...ends(looks), pod, ...beside, ...(by === 'stream' ? [] : absences(timeline).slice(-1))],
      refuter: `Port ${port} accepting a connection from another place would show it wrong: then it is out of the bot’s reach`,
      commands: [
        kubectl(timeline, `logs ${pod.fact.name} --tail=100`),
        kubectl(timeline, `get svc,endpoints grpc-service-${job}`),
      ],
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'stream-port')
      .filter(({ fact }) => fact.open)
      .slice(0, 1),
};

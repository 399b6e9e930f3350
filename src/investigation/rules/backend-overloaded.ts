import type { Rule } from '../finding.ts';
import type { Observation } from '../observation.ts';
import { limit, seconds } from '../say.ts';
import { configureStalledMs } from '../timeline/stalls.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, controlAnswers, controlJob, hasFailed, last } from './read-timeline.ts';

/** Half of what configure takes under ten calls at once, 15–47 s, and six times what it usually takes. */
const SLOW_CONFIGURE_MS = 5_000;
/** A question about nothing more than health or an id; usually answered in some ms. */
const SLOW_ANSWER_MS = 500;
const SEVERAL = 3;
const MANY_JOBS = 8;

/** Focus Server has more to do than it can: configure is slow or fails, and so is what else is asked. */
export const backendOverloaded: Rule = {
  id: 'backend-overloaded',
  means: 'Focus Server is overloaded',
  needs: ['configure-answer'],
  explains: ['configure-slow', 'configure-refused', 'configure-unanswered'],
  blames: 'stack',
  asksOf: ['started'],
  find(timeline) {
    const said = configureSaid(timeline);
    const ack = slowAck(timeline);
    const answers = slowAnswers(timeline);
    const crowd = controlJob(timeline);
    const others = crowd && crowd.fact.others >= MANY_JOBS ? [crowd] : [];
    const several = answers.length >= SEVERAL ? answers.slice(0, SEVERAL) : [];
    const signs = [ack, others, several].filter((sign) => sign.length > 0).length;
    if (!said || signs === 0) return undefined;
    const words = [
      ...others.map(({ fact }) => `${fact.others} other jobs live`),
      ...ack.map(({ fact }) => `GET /ack took ${seconds(fact.tookMs)}`),
      ...(several.length > 0 ? [`${answers.length} more answers took over ${limit(SLOW_ANSWER_MS)}`] : []),
    ];
    const { configure } = timeline.evidence.subject;
    const unanswered = configure?.outcome === 'unanswered' && configure.status === undefined;
    const { environment } = timeline.evidence.subject;
    return {
      confidence: !unanswered && isLoaded(timeline, others.length > 0) ? 'likely' : 'possible',
      headline: `Focus Server is overloaded: configure ${said}${others.length > 0 ? `, ${others[0]?.fact.others} other jobs live` : ''}`,
      summary: `Focus Server of ${environment} is overloaded: configure ${said} (usually 0.2–0.9 s), and ${words.join(', ')}`,
      remedy:
        'Configure one job at a time, and delete the grpc Jobs that nobody needs: ten calls at once make configure take 15–47 s',
      because: [...all(timeline, 'configure-answer'), ...ack, ...others, ...several],
      refuter: `Configure of ${environment} being as slow at a quiet hour, with no other job, would show it wrong`,
      commands: [
        `${kubectl(timeline, 'get jobs --sort-by=.metadata.creationTimestamp')} | grep grpc-job | tail -20`,
        kubectl(timeline, `top pods -l ${backendSelector(timeline)}`),
        curl(timeline, `/ack -o /dev/null -w '%{time_total}s\\n'`),
      ],
    };
  },
};

/** Slow answers alone may be a slow way or a slow machine: the load itself must be seen. */
function isLoaded(timeline: Timeline, crowded: boolean): boolean {
  if (crowded) return true;
  const refused = timeline.evidence.subject.configure?.status;
  return refused !== undefined && refused >= 500 && controlJob(timeline)?.fact.others !== 0;
}

/** `took 16.0 s`; undefined where configure is no sign of load. */
function configureSaid({ evidence }: Timeline): string | undefined {
  const { configure } = evidence.subject;
  if (!configure) return undefined;
  const { outcome, status = 0, detail } = configure;
  const took = configure.answeredAt - configure.sentAt - configureStalledMs(evidence);
  const timedOut = outcome === 'unanswered' && /no answer in/.test(detail);
  const failed = hasFailed(configure) && [500, 502, 504].includes(status) && !/parsing configuration/i.test(detail);
  if (failed) return `answered ${status} after ${seconds(took)}`;
  if (timedOut) return `got no answer in ${seconds(took)}`;
  if (outcome !== 'accepted' || took < SLOW_CONFIGURE_MS) return undefined;
  return `took ${seconds(took)}`;
}

function slowAck(timeline: Timeline) {
  const ack = last(timeline, 'ack-answer');
  return ack && ack.fact.tookMs >= SLOW_ANSWER_MS ? [ack] : [];
}

function slowAnswers(timeline: Timeline): readonly Observation[] {
  return [...all(timeline, 'metadata-answer'), ...controlAnswers(timeline)].filter(
    ({ fact }) => fact.answer !== 'network-error' && fact.answeredAt - fact.sentAt >= SLOW_ANSWER_MS,
  );
}

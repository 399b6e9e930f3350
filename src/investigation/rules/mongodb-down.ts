import { wasSeen } from '../evidence.ts';
import type { Confidence, Rule } from '../finding.ts';
import type { DatabaseState, LogLine, Observation } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendPods } from './backend-down.ts';
import { kubectl } from './commands.ts';
import { noConsumer, wordsOf } from './rabbitmq-refused.ts';
import { all, complaints, ends, hasFailed, isOfEnvironment, isWayOpen } from './read-timeline.ts';

/** Focus Server cannot reach MongoDB: no recording is found, and a backend that starts without it crash-loops. */
export const mongodbDown: Rule = {
  id: 'mongodb-down',
  means: 'MongoDB is down',
  needs: [],
  explains: ['backend-down', 'backend-restarted', 'backend-overloaded', 'configure-refused', 'configure-unanswered'],
  blames: 'stack',
  asksOf: subjectKinds,
  find(timeline) {
    if (timeline.milestones['consumer-ready'].state === 'reached') return undefined;
    const lines = complaints(timeline, MONGODB, 'backend');
    const away = unreachable(timeline);
    const unready = backendPods(timeline).filter(({ fact }) => !fact.ready);
    const confidence = judged(timeline, { isLogged: lines.length > 0, isAway: away.length > 0, pods: unready.length });
    if (!confidence) return undefined;
    return {
      confidence,
      headline: lines[0]
        ? 'Focus Server cannot reach MongoDB'
        : away[0]
          ? 'MongoDB does not answer'
          : 'MongoDB may be down: Focus Server failed on a recording',
      summary: summary(lines, away),
      remedy: remedy(timeline, lines),
      because: [...lines, ...ends(away), ...unready.slice(0, 2), ...all(timeline, 'configure-answer')],
      refuter:
        'MongoDB answering a ping from inside the namespace, or a historic configure accepted in that minute, would show it wrong',
      commands: [
        `${kubectl(timeline, 'get pods,svc,endpoints')} | grep -i mongo`,
        `${kubectl(timeline, 'get events --sort-by=.lastTimestamp')} | grep -i mongo`,
      ],
      open: [
        ...(lines.length > 0 ? [] : ['No line of Focus Server that was seen complains about MongoDB']),
        ...(needsNone(timeline) ? ['A live job needs no MongoDB'] : []),
      ],
    };
  },
};

const MONGODB =
  /ServerSelectionTimeoutError|^(?=.*mongo).*(?:refused|timed? ?out|unreachable|not known|resol|ENOTFOUND|getaddrinfo|AutoReconnect)/im;

/** Focus Server waits 15 s for MongoDB before it gives up. */
const SELECTION_MS = 10_000;

interface Signs {
  readonly isLogged: boolean;
  readonly isAway: boolean;
  /** Backend pods that are not Ready. */
  readonly pods: number;
}

/** A live job that was accepted needs no MongoDB: there it is an alternative at most. */
function judged(timeline: Timeline, { isLogged, isAway, pods }: Signs): Confidence | undefined {
  const { configure, request } = timeline.evidence.subject;
  if (isOfEnvironment(timeline)) return isAway ? (isWayOpen(timeline) ? 'likely' : 'possible') : undefined;
  const failed = hasFailed(configure);
  const historic = failed && request?.recording !== undefined;
  if (isLogged && (pods > 0 || historic)) return 'certain';
  if (isAway && historic) return 'likely';
  if ((isLogged || isAway) && noConsumer(timeline)) return 'possible';
  const fits = historic && configure.answeredAt - configure.sentAt >= SELECTION_MS;
  return fits || (historic && !wasSeen(timeline.evidence, 'log-line')) ? 'possible' : undefined;
}

function summary([line]: readonly Observation<LogLine>[], [away]: readonly Observation<DatabaseState>[]): string {
  if (line) return `Focus Server cannot reach MongoDB: its log says "${wordsOf(line.fact)}"`;
  if (away) return `MongoDB does not answer the bot: ${away.fact.detail}`;
  return 'MongoDB may be down: Focus Server failed on a historic configure, for which it needs it';
}

/** A name that is not found is no server that is down, though its Service may be gone with it. */
const UNRESOLVED = /not known|resol|ENOTFOUND|getaddrinfo/i;

function remedy(timeline: Timeline, [line]: readonly Observation<LogLine>[]): string {
  const why = 'Focus Server does not start without it';
  if (!line || !UNRESOLVED.test(line.fact.text)) return `Bring MongoDB back: ${why}`;
  const seen = all(timeline, 'database-state').some(({ fact }) => fact.reachable)
    ? ', and the bot reaches MongoDB'
    : '';
  return `See that MongoDB runs, and that its Service has the name in Focus Server’s settings: that name was not found${seen}; ${why}`;
}

function needsNone({ evidence: { subject } }: Timeline): boolean {
  return subject.job !== undefined && subject.request !== undefined && subject.request.recording === undefined;
}

/** The looks of the bot, where every one failed. */
function unreachable(timeline: Timeline): readonly Observation<DatabaseState>[] {
  const states = all(timeline, 'database-state');
  return states.some(({ fact }) => fact.reachable) ? [] : states;
}

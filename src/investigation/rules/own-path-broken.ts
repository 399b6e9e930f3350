import { joinWords } from '#lib/join-words.ts';
import type { Rule } from '../finding.ts';
import type { Fact, FactKind, Gap, GapReason, Observation } from '../observation.ts';
import { seconds } from '../say.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { curl, kubectl } from './commands.ts';
import { isOwn } from './own-settings.ts';
import { all } from './read-timeline.ts';

/** All parts fell silent together: that is the bot's own network, whatever the parts may be doing. */
export const ownPathBroken: Rule = {
  id: 'own-path-broken',
  means: 'the bot’s own network is broken',
  needs: [],
  explains: [
    'backend-down',
    'backend-unreachable',
    'configure-unanswered',
    'kubernetes-unreachable',
    'rabbitmq-down',
    'rabbitmq-management-absent',
    'mongodb-down',
  ],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    if (timeline.milestones['consumer-ready'].state === 'reached') return undefined;
    // Most often it answers, and then nothing else is to be looked at.
    if (!silenceOf(partOf(timeline, 'Focus Server'))) return undefined;
    const looked = partNames
      .map((name) => partOf(timeline, name))
      .filter(({ ok, lost }) => ok.length + lost.length > 0);
    const silent = looked.flatMap((part) => silenceOf(part) ?? []);
    const names = silent.map(({ name }) => name);
    const alone = looked.length === 1;
    if (!names.includes('Focus Server') || (silent.length < 2 && !alone)) return undefined;
    const from = Math.max(...silent.map(({ earliest }) => earliest));
    const to = Math.min(...silent.map(({ latest }) => latest));
    const answering = looked.some(({ name, ok }) => !names.includes(name) && (ok.at(-1) ?? 0) > to);
    if (from - to > TOGETHER_MS || answering) return undefined;
    const { zero } = timeline.evidence.subject;
    return {
      confidence: alone || silent.some(({ turnedAway }) => turnedAway) ? 'possible' : 'likely',
      headline: `the bot’s own network is broken: ${joinWords(names)} fell silent${alone ? '' : ' together'}`,
      summary: `The bot's own network path is broken: ${joinWords(names)} fell silent${alone ? ', and nothing else was looked at' : ' together'}, by ${seconds(to - zero)} after the start, so nothing is known of the stack after that`,
      remedy: 'Fix network, DNS, VPN or tunnel of the machine on which the bot runs, then run again',
      because: silent.flatMap(({ because }) => because),
      gaps: silent.flatMap(({ gaps }) => gaps),
      refuter: 'One of these parts answering the bot in those seconds would show it wrong',
      commands: [curl(timeline, '/ack -v -m 5'), kubectl(timeline, 'get pods --request-timeout=5s')],
    };
  },
};

const TOGETHER_MS = 2_000;
/** A connection that hangs is told as a gap so long after at the most: 5 s of patience, twice over. */
const TOLD_AFTER_MS = 10_000;

const parts = {
  'Focus Server': [
    'configure-answer',
    'metadata-answer',
    'ack-answer',
    'live-metadata',
    'channel-range',
    'route-list',
    'control-answer',
  ],
  Kubernetes: ['pod-state', 'kubernetes-job-state', 'service-state', 'kubernetes-event', 'log-line'],
  RabbitMQ: ['broker-state', 'queue-state', 'job-queues'],
  MongoDB: ['database-state', 'job-record'],
} as const satisfies Readonly<Record<string, readonly FactKind[]>>;

type PartName = keyof typeof parts;
const partNames: readonly PartName[] = ['Focus Server', 'Kubernetes', 'RabbitMQ', 'MongoDB'];

/** When a part answered, and the looks that nothing came back from; in the order of time. */
interface Part {
  readonly name: PartName;
  readonly ok: readonly number[];
  readonly lost: readonly Lost[];
}

interface Lost {
  readonly at: number;
  readonly detail: string;
  readonly of: Observation | Gap;
}

/** Nobody asked, or what came does not tell this; or the bot did not hear it. */
const UNHEARD: readonly GapReason[] = ['not-configured', 'not-told', 'bot-stalled', 'bot-away'];

function partOf(timeline: Timeline, name: PartName): Part {
  const kinds: readonly FactKind[] = parts[name];
  const seen = kinds.flatMap((kind): readonly Observation[] => all(timeline, kind));
  const gaps = timeline.evidence.gaps.filter(
    (gap) => !UNHEARD.includes(gap.reason) && !isOwn(gap.reason) && gap.kinds.some((k) => kinds.includes(k)),
  );
  const lost = [
    ...seen.flatMap((of) => (isLost(of.fact) ? [{ at: of.at, detail: detailOf(of.fact), of }] : [])),
    ...gaps.flatMap((of) => (isAnswer(of) ? [] : [{ at: of.at, detail: of.detail, of }])),
  ];
  const ok = [...seen.filter(({ fact }) => !isLost(fact)), ...gaps.filter(isAnswer)].map(({ at }) => at);
  return { name, ok: ok.toSorted((a, b) => a - b), lost: lost.toSorted((a, b) => a.at - b.at) };
}

function isLost(fact: Fact): boolean {
  switch (fact.kind) {
    case 'metadata-answer':
    case 'control-answer':
      return fact.answer === 'network-error';
    case 'ack-answer':
      return !fact.ok && fact.status === undefined;
    case 'configure-answer':
      return (fact.outcome === 'unreachable' || fact.outcome === 'unanswered') && fact.status === undefined;
    case 'broker-state':
    case 'database-state':
      return !fact.reachable;
    default:
      return false;
  }
}

function detailOf(fact: Fact): string {
  return 'detail' in fact ? fact.detail : '';
}

/** A refusal and a status have come all the way back. */
function isAnswer({ reason, detail }: Gap): boolean {
  return reason === 'refused' || /\banswered \d{3}\b/.test(detail);
}

/** A part that did not answer again once it had begun to fail, and when that can have begun. */
function silenceOf({ name, ok, lost }: Part) {
  const lastOk = ok.at(-1);
  const after = lost.filter(({ at }) => lastOk === undefined || at > lastOk);
  const [first] = after;
  if (!first) return undefined;
  const told = 'fact' in first.of ? first.at : first.at - TOLD_AFTER_MS;
  const of = after.map((each) => each.of);
  return {
    name,
    earliest: Math.max(lastOk ?? 0, told - TOLD_AFTER_MS),
    latest: first.at,
    // Whoever refuses a connection has been reached.
    turnedAway: after.every(({ detail }) => /ECONNREFUSED|connection refused/i.test(detail)),
    because: of.filter((each) => 'fact' in each).slice(0, 1),
    gaps: of.filter((each) => 'kinds' in each).slice(0, 1),
  };
}

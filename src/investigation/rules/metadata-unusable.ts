import { counted } from '#lib/counted.ts';
import { joinWords } from '#lib/join-words.ts';
import type { Found, Rule } from '../finding.ts';
import { hasConsumer, type MetadataAnswer, type Observation } from '../observation.ts';
import { briefly, seconds } from '../say.ts';
import { awayFrom } from '../timeline/away.ts';
import { answersAnything, CUT } from '../timeline/metadata-answers.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { livingAnalyzer } from './analyzer-pod.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, controlAnswers, jobOf, last, livingQueue } from './read-timeline.ts';

/** Metadata answers, and its answers tell nothing about the job: pages, refusals, halves of bodies. */
export const metadataUnusable: Rule = {
  id: 'metadata-unusable',
  means: 'metadata gives no usable answer',
  countsBy: 'metadata',
  needs: ['metadata-answer'],
  explains: [],
  blames: 'stack',
  stage: { after: 'configured' },
  find(timeline) {
    const answers = all(timeline, 'metadata-answer');
    if (answersAnything(timeline.evidence)) return everyIdAlike(timeline);
    const telling = answers.findLastIndex(({ fact }) => TELLS.includes(fact.answer));
    const useless = answers.slice(telling + 1);
    const isHeard = useless.some(({ fact }) => fact.status !== undefined);
    // Silence from the first question on, while the health endpoint answers, is metadata's own; a later one may be the way.
    const isLater = telling >= 0 || awayFrom(timeline.evidence, 'metadata-answer').length > 0;
    const ack = last(timeline, 'ack-answer')?.fact;
    const worked = timeline.evidence.subject.configure?.outcome === 'accepted';
    if (!isHeard && (isLater || !(ack?.ok || worked))) return undefined;
    const [first] = useless;
    const final = useless.at(-1);
    if (!first || !final) return undefined;
    const { zero, timeoutMs, limits } = timeline.evidence.subject;
    const forMs = final.at - first.fact.sentAt;
    if (timeline.milestones['consumer-ready'].state === 'reached' || forMs < LEAST_MS) return undefined;
    // Where nothing of Focus Server answers as it should, it is not metadata that is wrong.
    if (ack?.ok === false && isHeard) return undefined;
    if (final.at - zero < Math.min(timeoutMs, limits.consumerFailMs)) return undefined;
    const job = jobOf(timeline);
    const witnesses = othersOf(timeline);
    return {
      // Where all that is asked by GET is silent, it may be the way too.
      confidence: isHeard ? 'certain' : ack?.ok ? 'likely' : 'possible',
      headline: `metadata gave no usable answer for job ${job}: ${briefly(worded(useless), 60)}`,
      summary: `Metadata does not say whether job ${job} has its consumer: it answered ${words(useless)} from ${seconds(first.at - zero)} to the end${witnesses.words}`,
      remedy: remedy((useless.findLast(({ fact }) => fact.status !== undefined) ?? final).fact),
      because: [first, final, ...witnesses.because],
      refuter: `One answer 200 with the job, or 404 "Invalid job_id", from GET /metadata/${job} would show it wrong`,
      commands: [
        curl(timeline, `/metadata/${job} -i`),
        curl(timeline, '/ack -i'),
        kubectl(timeline, `logs -l ${backendSelector(timeline)} --tail=100`),
        kubectl(timeline, 'get ingress,svc,endpoints'),
      ],
      open: witnesses.because.length > 0 ? [] : ['Nothing else was seen that tells of the consumer'],
    };
  },
  refutedBy: (timeline) =>
    answersAnything(timeline.evidence)
      ? []
      : all(timeline, 'metadata-answer')
          .filter(({ fact }) => fact.answer === 'ready')
          .slice(0, 1),
};

/** What it says of the job it says of an id that cannot exist too. */
function everyIdAlike(timeline: Timeline): Found | undefined {
  const control = controlAnswers(timeline).findLast(({ fact }) => fact.control === 'impossible-id');
  const final = last(timeline, 'metadata-answer');
  if (!control || !final) return undefined;
  const job = jobOf(timeline);
  const { words: others, because } = othersOf(timeline);
  const said = final.fact.detail === '' ? 'an empty body' : final.fact.detail.slice(0, 80);
  return {
    confidence: 'certain',
    headline: `metadata answers every id alike, so it tells nothing of job ${job}`,
    summary: `Metadata does not say whether job ${job} has its consumer: it answers ${final.fact.status ?? 'something'} (${said}), and so it does of an id that cannot exist${others}`,
    remedy:
      'Correct the base URL: what answers there is not the metadata of Focus Server, or a build that knows no ids',
    because: [final, control, ...because],
    refuter: `An answer 404 "Invalid job_id" of GET /metadata/999999-999999999 would show it wrong`,
    commands: [curl(timeline, '/metadata/999999-999999999 -i'), curl(timeline, `/metadata/${job} -i`)],
    open: because.length > 0 ? [] : ['Nothing else was seen that tells of the consumer'],
  };
}

const TELLS: readonly MetadataAnswer['answer'][] = ['ready', 'id-unknown', 'route-absent'];
/** A moment of it is an outage that was over. */
const LEAST_MS = 3_000;

/** The last of them in a few words: `502`, `a login page`. */
function worded(useless: readonly Observation<MetadataAnswer>[]): string {
  const { status, detail } = (useless.findLast(({ fact }) => fact.status !== undefined) ?? useless.at(-1))?.fact ?? {};
  return status === undefined ? 'none came' : `${status}${detail ? `, ${detail}` : ', an empty body'}`;
}

/** `502 (a page of HTML, "Bad Gateway") 118 times`. */
function words(useless: readonly Observation<MetadataAnswer>[]): string {
  const kinds = Map.groupBy(useless, ({ fact }) => `${fact.status ?? 'without a status'} ${fact.answer}`);
  const parts = [...kinds.values()].toSorted((a, b) => b.length - a.length);
  const more = parts.slice(MOST_WAYS).flat().length;
  return joinWords([
    ...parts.slice(0, MOST_WAYS).map((same) => {
      const { status, detail, answer } = same[0]?.fact ?? {};
      const cut =
        answer === 'network-error' && status !== undefined
          ? 'cut short: '
          : answer === 'other-job'
            ? 'of another job: '
            : '';
      const said = detail === '' ? 'an empty body' : `${cut}${detail?.slice(0, 80)}`;
      return `${status ?? 'nothing'} (${said}) ${counted(same.length, 'time')}`;
    }),
    ...(more > 0 ? [`in other ways ${counted(more, 'time')}`] : []),
  ]);
}

const MOST_WAYS = 2;

/** What the broker, the pod and the stream port say of the consumer. */
function othersOf(timeline: Timeline): { readonly words: string; readonly because: readonly Observation[] } {
  const queue = livingQueue(timeline).at(-1);
  const pod = livingAnalyzer(timeline);
  const port = last(timeline, 'stream-port');
  const parts = [
    ...(queue?.fact.exists
      ? [hasConsumer(queue.fact) ? `RabbitMQ has its consumer on ${queue.fact.name}` : `its queue has no consumer`]
      : []),
    ...(pod ? [`its pod is ${pod.fact.phase}${pod.fact.ready ? ' and Ready' : ''}`] : []),
    ...(port ? [`its stream port is ${port.fact.open ? 'open' : 'closed'}`] : []),
  ];
  const because = [queue?.fact.exists ? queue : undefined, pod, port].flatMap((it): Observation[] => (it ? [it] : []));
  return { words: parts.length > 0 ? `; ${joinWords(parts)}` : '', because };
}

function remedy({ status = 0, answer, detail }: MetadataAnswer): string {
  if (status === 429)
    return 'Ask less often or raise the rate limit of what stands before Focus Server: it turns the bot away';
  if (status === 401 || status === 403 || /login|sign in/i.test(detail))
    return 'Let the bot past the login that stands before Focus Server: it asks for none itself';
  if (status >= 300 && status < 400)
    return 'Correct the base URL: what stands before Focus Server sends the bot elsewhere';
  if (status === 0)
    return 'If it stays so, restart Focus Server (the jobs that run are lost): its health endpoint answers, and metadata does not';
  if (answer === 'network-error' || CUT.test(detail))
    return 'Fix what cuts the answers of Focus Server short: it, or a proxy before it';
  if (status >= 500) return `Bring the backend pod back, or fix the ingress before it: ${status} is the word of either`;
  return `Correct the base URL: what answers there is not the metadata of Focus Server`;
}

import { type Evidence, observed } from '../evidence.ts';
import { hasConsumer, type MetadataAnswer, type Observation } from '../observation.ts';
import { mayBeOver } from '../subject.ts';
import type { Moment } from './moment.ts';
import { whatCounts } from './ready.ts';
import { configureStalledMs } from './stalls.ts';
import { whyNotSeen } from './unseen.ts';

/**
 * Who answers an id that cannot exist as one that has its consumer tells nothing by such an answer. Half of a body is no
 * answer, and what knows afterwards that an id is unknown has come back from wherever it was.
 */
export function answersAnything(evidence: Evidence): boolean {
  const unknown = observed(evidence, 'metadata-answer').findLast(({ fact }) => fact.answer === 'id-unknown');
  return observed(evidence, 'control-answer').some(
    ({ at, fact: { control, answer, status = 0, detail } }) =>
      control === 'impossible-id' &&
      (answer === 'ready' ||
        answer === 'other-job' ||
        (answer === 'unexpected' && status < 300 && !CUT.test(detail) && (unknown?.at ?? 0) < at)),
  );
}

/** As the probe words a body that ended before it was whole. */
export const CUT = /^a body cut short/;

/** An object that ends before it is whole, and was not cut by the bot: evidence of earlier versions calls it ready. */
function isTorn({ detail }: MetadataAnswer): boolean {
  if (!detail.startsWith('{') || detail.length >= LONGEST_DETAIL) return false;
  try {
    JSON.parse(detail);
    return false;
  } catch {
    return true;
  }
}

/** A fact keeps no more of a body. */
const LONGEST_DETAIL = 200;

/** Only `id-unknown` is a miss: an answer that never came, or came from somewhere else, says nothing about the consumer. */
export function metadataAnswers(evidence: Evidence): Moment {
  const { zero } = evidence.subject;
  const answers = observed(evidence, 'metadata-answer');
  const anything = answersAnything(evidence);
  const hit = anything ? undefined : answers.find(({ fact }) => fact.answer === 'ready' && !isTorn(fact));
  const misses = answers.filter(({ fact, at }) => fact.answer === 'id-unknown' && (!hit || at < hit.at));
  const miss = misses.at(-1);
  if (hit) {
    // A configure that the bot itself held back was sent so much later than it says.
    const earliest = miss ? Math.max(0, miss.fact.sentAt - zero - configureStalledMs(evidence)) : 0;
    return { state: 'reached', earliest, latest: hit.fact.answeredAt - zero, witnesses: miss ? [miss, hit] : [hit] };
  }
  if (anything) return { state: 'not-seen', why: 'metadata answers an id that cannot exist in the same way' };
  if (!miss) return { state: 'not-seen', why: whyNotSeen(evidence, 'metadata-answer') };
  return { state: 'not-reached', after: miss.fact.sentAt - zero, witnesses: [miss] };
}

/** Where the job was there, and in the end was not any more: the last look. */
export function consumerGone(evidence: Evidence): Observation | undefined {
  const gone = goneFrom(evidence);
  return gone && mayBeOver(evidence.subject, gone.at) ? undefined : gone;
}

function goneFrom(evidence: Evidence): Observation | undefined {
  const { by } = whatCounts(evidence);
  if (by === 'stream') return undefined;
  if (by === 'queue') return goneFromQueue(evidence);
  const answers = observed(evidence, 'metadata-answer');
  const last = answers.at(-1);
  if (answersAnything(evidence) || last?.fact.answer === 'ready') return undefined;
  return answers.some(({ fact }) => fact.answer === 'ready' && !isTorn(fact)) ? last : undefined;
}

function goneFromQueue(evidence: Evidence): Observation | undefined {
  const looks = observed(evidence, 'queue-state');
  const last = looks.at(-1);
  return last?.fact.exists && last.fact.consumers === 0 && looks.some(({ fact }) => hasConsumer(fact))
    ? last
    : undefined;
}

import { type Evidence, observed } from '#investigation/evidence.ts';
import { describeFact } from '#investigation/facts.ts';
import type { Fact } from '#investigation/observation.ts';
import type { CourseStep } from '#investigation/report/course.ts';
import type { Report } from '#investigation/report/report.ts';
import { plainly, plainNames } from '#investigation/say.ts';

/** What a sentence claims with "never", and whether the evidence says otherwise. */
const nevers: readonly { readonly claim: RegExp; seenOtherwise(evidence: Evidence): boolean }[] = [
  {
    claim: /never (got|had) (its|a) consumer|no consumer ever|never.{0,20}\bconsumer\b/i,
    seenOtherwise: (evidence) =>
      observed(evidence, 'queue-state').some(({ fact }) => (fact.consumers ?? 0) > 0) ||
      observed(evidence, 'metadata-answer').some(({ fact }) => fact.answer === 'ready'),
  },
  {
    claim: /never (became|was|got) Ready/i,
    seenOtherwise: (evidence) => observed(evidence, 'pod-state').some(({ fact }) => fact.role === 'grpc' && fact.ready),
  },
  {
    claim: /never (ran|started)|did not start/i,
    seenOtherwise: (evidence) =>
      observed(evidence, 'pod-state').some(({ fact }) => fact.role === 'grpc' && fact.phase === 'Running'),
  },
  {
    claim: /never (got|had|was given) (a|its) queue|queue (never|was never)/i,
    seenOtherwise: (evidence) => observed(evidence, 'queue-state').some(({ fact }) => fact.exists),
  },
];

/** What of a sentence the evidence does not bear out: a "never" that was, a moment that was not, a count nobody saw. */
export function untrueWords(whole: string, evidence: Evidence): readonly string[] {
  const sentence = ownWords(whole);
  const wrong = nevers
    .filter(({ claim, seenOtherwise }) => claim.test(sentence) && seenOtherwise(evidence))
    .map(({ claim }) => `“${claim.exec(sentence)?.[0]}”, and it was seen`);
  return [
    ...wrong,
    ...untrueEnd(sentence, evidence),
    ...untrueTimes(sentence, evidence),
    ...untrueCounts(sentence, evidence),
  ];
}

/** Without what it quotes of others, and without what is usual elsewhere. */
function ownWords(sentence: string): string {
  return sentence.replaceAll(/"[^"]*"|“[^”]*”/g, '""').replaceAll(/usual(ly)?\b[^;:)]*/g, 'usual');
}

/** What metadata said "to the end", from some moment on or from the first, it said in one way, or as often as is told of each. */
function untrueEnd(sentence: string, evidence: Evidence): readonly string[] {
  const [text, from = '0'] = /(?:from (\d+(?:\.\d+)?) s )?to the end|throughout/i.exec(sentence) ?? [];
  if (text === undefined) return [];
  const since = evidence.subject.zero + Number(from) * 1_000 - ROUNDED_MS;
  const answers = observed(evidence, 'metadata-answer').filter(({ at }) => at >= since);
  const ways = new Set(answers.map(({ fact }) => fact.answer));
  const told = [...sentence.matchAll(/(\d[\d,]*) times?\b/g)].map(([, count = '']) =>
    Number(count.replaceAll(',', '')),
  );
  if (told.reduce((sum, count) => sum + count, 0) === answers.length) return [];
  return ways.size > 1 ? [`“${text}”, and it said ${[...ways].join(' and ')}`] : [];
}

const ROUNDED_MS = 10;

/** No moment and no stretch of a run is longer than the run, but for the limits that it is held against. */
function untrueTimes(sentence: string, { subject, endedAt }: Evidence): readonly string[] {
  const { timeoutMs, limits, zero } = subject;
  const known = [timeoutMs, ...Object.values(limits)];
  const longest = Math.max(endedAt - zero, 0) + 1_000;
  return [...sentence.matchAll(/(\d+(?:\.\d+)?) (ms|s|min)\b/g)].flatMap(([text, number, unit]) => {
    const ms = Number(number) * ({ ms: 1, s: 1_000, min: 60_000 }[unit ?? ''] ?? 1);
    return ms <= longest || known.includes(ms) ? [] : [`${text}, and the run took ${Math.round(longest)} ms`];
  });
}

/** A count of consumers, messages, restarts or other jobs must be one that was seen. */
function untrueCounts(sentence: string, evidence: Evidence): readonly string[] {
  const counts = [...sentence.matchAll(/(\d[\d,]*) (consumers?|messages?|restarts?|other jobs?)\b/g)];
  if (counts.length === 0) return [];
  const words = evidence.observations.map(({ fact }) => `${describeFact(fact)} ${JSON.stringify(fact)}`).join('\n');
  return counts.flatMap(([text, number = '']) =>
    new RegExp(`(?<!\\d)${number.replaceAll(',', ',?')}(?!\\d)`).test(words) ? [] : [`${text}, which nobody saw`],
  );
}

/** A quote that nobody said. */
export function untrueQuote({ quote }: Report, { observations }: Evidence): readonly string[] {
  if (quote === undefined || observations.some(({ fact }) => says(fact, quote))) return [];
  return [`“${quote}”, which nobody said`];
}

/** A fact of which the evidence has none at that moment in those words. */
export function untrueFacts({ facts }: Report, { observations, subject }: Evidence): readonly string[] {
  return facts.flatMap((text) => {
    const [stamp, words = ''] = text.split('  ', 2);
    const then = observations.filter(({ at }) => plainly(at - subject.zero) === stamp);
    const own = words.replace(/^(?:its pod|the backend pod)\b/, '');
    return then.some(({ fact }) => says(fact, own)) ? [] : [`“${text}”, which nobody saw`];
  });
}

/** The same text, its spaces, the names of one time and what follows from the rest apart; what was cut says no more than it says. */
function says(fact: Fact, words: string): boolean {
  const own = plain(words).replace(/…$/, '');
  const texts = [describeFact(fact), ...textsOf(fact)].map(plain);
  return texts.some((text) => text.includes(own) || plainNames(text).includes(own));
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function plain(text: string): string {
  return text
    .replaceAll(/ label job_id (?:absent|present),?/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A step that never came, and was seen. */
export function untrueCourse({ course }: Report, evidence: Evidence): readonly string[] {
  return course.steps
    .filter(({ label, state }) => state === 'never' && wasPassed[label](evidence))
    .map(({ label, words }) => `“${label} ${words}”, and it was seen`);
}

const wasPassed: Readonly<Record<CourseStep['label'], (evidence: Evidence) => boolean>> = {
  configure: (evidence) => evidence.subject.configure?.outcome === 'accepted',
  pod: (evidence) =>
    observed(evidence, 'pod-state').some(({ fact }) => fact.role === 'grpc' && fact.phase === 'Running'),
  queue: (evidence) => observed(evidence, 'queue-state').some(({ fact }) => fact.exists),
  consumer: (evidence) => observed(evidence, 'queue-state').some(({ fact }) => (fact.consumers ?? 0) > 0),
  stream: (evidence) => observed(evidence, 'stream-port').some(({ fact }) => fact.open),
  metadata: (evidence) => observed(evidence, 'metadata-answer').some(({ fact }) => fact.answer === 'ready'),
};

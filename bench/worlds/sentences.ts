import { type Evidence, observed } from '#investigation/evidence.ts';
import { describeFact } from '#investigation/facts.ts';

/** What a headline claims with "never", and whether the evidence says otherwise. */
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

/** Sentences of the headline that the evidence does not bear out: a "never" that was, a moment that was not, a count nobody saw. */
export function untrueWords(whole: string, evidence: Evidence): readonly string[] {
  const headline = ownWords(whole);
  const wrong = nevers
    .filter(({ claim, seenOtherwise }) => claim.test(headline) && seenOtherwise(evidence))
    .map(({ claim }) => `“${claim.exec(headline)?.[0]}”, and it was seen`);
  return [
    ...wrong,
    ...untrueEnd(headline, evidence),
    ...untrueTimes(headline, evidence),
    ...untrueCounts(headline, evidence),
  ];
}

/** Without what it quotes of others, and without what is usual elsewhere. */
function ownWords(headline: string): string {
  return headline.replaceAll(/"[^"]*"|“[^”]*”/g, '""').replaceAll(/usual(ly)?\b[^;:)]*/g, 'usual');
}

/** What metadata said "to the end", from some moment on or from the first, it said in one way, or as often as is told of each. */
function untrueEnd(headline: string, evidence: Evidence): readonly string[] {
  const [text, from = '0'] = /(?:from (\d+(?:\.\d+)?) s )?to the end|throughout/i.exec(headline) ?? [];
  if (text === undefined) return [];
  const since = evidence.subject.zero + Number(from) * 1_000 - ROUNDED_MS;
  const answers = observed(evidence, 'metadata-answer').filter(({ at }) => at >= since);
  const ways = new Set(answers.map(({ fact }) => fact.answer));
  const told = [...headline.matchAll(/(\d[\d,]*) times?\b/g)].map(([, count = '']) =>
    Number(count.replaceAll(',', '')),
  );
  if (told.reduce((sum, count) => sum + count, 0) === answers.length) return [];
  return ways.size > 1 ? [`“${text}”, and it said ${[...ways].join(' and ')}`] : [];
}

const ROUNDED_MS = 10;

/** No moment and no stretch of a run is longer than the run, but for the limits that it is held against. */
function untrueTimes(headline: string, { subject, endedAt }: Evidence): readonly string[] {
  const { timeoutMs, limits, zero } = subject;
  const known = [timeoutMs, ...Object.values(limits)];
  const longest = Math.max(endedAt - zero, 0) + 1_000;
  return [...headline.matchAll(/(\d+(?:\.\d+)?) (ms|s|min)\b/g)].flatMap(([text, number, unit]) => {
    const ms = Number(number) * ({ ms: 1, s: 1_000, min: 60_000 }[unit ?? ''] ?? 1);
    return ms <= longest || known.includes(ms) ? [] : [`${text}, and the run took ${Math.round(longest)} ms`];
  });
}

/** A count of consumers, messages, restarts or other jobs must be one that was seen. */
function untrueCounts(headline: string, evidence: Evidence): readonly string[] {
  const counts = [...headline.matchAll(/(\d[\d,]*) (consumers?|messages?|restarts?|other jobs?)\b/g)];
  if (counts.length === 0) return [];
  const words = evidence.observations.map(({ fact }) => `${describeFact(fact)} ${JSON.stringify(fact)}`).join('\n');
  return counts.flatMap(([text, number = '']) =>
    new RegExp(`(?<!\\d)${number.replaceAll(',', ',?')}(?!\\d)`).test(words) ? [] : [`${text}, which nobody saw`],
  );
}

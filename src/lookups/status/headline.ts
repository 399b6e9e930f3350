import { joinWords } from '#lib/join-words.ts';
import type { JudgedPart, PartRow, Readiness } from './report.ts';

/** Whether one kind of job would be taken, and what stands against it. */
export interface Readied {
  readonly readiness: Readiness;
  /** What is wrong with it, the worst first. */
  readonly why: string;
}

export function readinessOf(needs: readonly JudgedPart[]): Readied {
  const bad = needs.filter(({ allows }) => allows === 'no').map(({ row }) => row);
  if (bad.length > 0) return { readiness: 'not-ready', why: whyOf(bad) };
  const unknown = needs.filter(({ allows }) => allows === 'unknown').map(({ row }) => row);
  if (unknown.length === 0) return { readiness: 'ready', why: '' };
  const failed = unknown.filter(({ isNotConfigured }) => !isNotConfigured);
  const configured = needs.filter(({ row }) => !row.isNotConfigured);
  if (failed.length > 1 && failed.length === configured.length) return { readiness: 'unclear', why: NOTHING };
  // That a part is not configured is no news where another one could not be seen.
  return { readiness: 'unclear', why: whyOf(failed.length > 0 ? failed : unknown) };
}

const NOTHING = 'nothing of it answered, so the way from the bot may be broken';

/** What is blamed for several parts is told once. */
function whyOf(rows: readonly PartRow[]): string {
  const troubles = Map.groupBy(rows, ({ cause, part }) => cause ?? part);
  return joinWords([...troubles.values()].flatMap(([first]) => (first ? troubleOf(first) : [])));
}

function troubleOf({ label, state, value, isNotConfigured, cause }: PartRow): string {
  if (isNotConfigured) return `${label} is not configured`;
  const isUnknown = state === 'not-seen' && cause === undefined;
  return isUnknown ? `${label} could not be seen (${value})` : uncapitalized(shortly(value));
}

/** What is wrong, without the value that shows it: the table has that. */
function shortly(sentence: string): string {
  return sentence.split(/: |; /, 1)[0] ?? sentence;
}

/** A name keeps its capitals. */
function uncapitalized(sentence: string): string {
  return /^(No|The|This|A|Nothing)\b/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}

/** The answer in one sentence, or one for each kind of job where they differ. */
export function headlineOf(environment: string, live: Readied, historic: Readied, rows: readonly PartRow[]): string {
  if (live.readiness !== historic.readiness || live.why !== historic.why) {
    const worseFirst = RANK[live.readiness] >= RANK[historic.readiness];
    const [first, second] = worseFirst ? (['live', 'historic'] as const) : (['historic', 'live'] as const);
    const all = { live, historic };
    const rest = `${second === 'live' ? 'Live' : 'Historic'} jobs: ${inFewWords(all[second])}.`;
    return `${sentence(environment, all[first], `${first} jobs`)} ${rest}`;
  }
  const both = sentence(environment, live, 'live and historic jobs');
  const strained = rows.filter(({ state, cause }) => state !== 'well' && cause !== undefined);
  return live.readiness === 'ready' && strained.length > 0 ? `${both} Worth a look: ${whyOf(strained)}.` : both;
}

const RANK: Readonly<Record<Readiness, number>> = { 'not-ready': 2, unclear: 1, ready: 0 };

function sentence(environment: string, { readiness, why }: Readied, jobs: string): string {
  switch (readiness) {
    case 'ready':
      return `${environment} is ready for ${jobs}.`;
    case 'not-ready':
      return `${environment} is NOT ready for ${jobs}: ${why}.`;
    case 'unclear':
      return `Whether ${environment} is ready for ${jobs} is unclear: ${why}.`;
  }
}

function inFewWords({ readiness, why }: Readied): string {
  switch (readiness) {
    case 'ready':
      return 'ready';
    case 'not-ready':
      return `NOT ready, ${why}`;
    case 'unclear':
      return `unclear, ${why}`;
  }
}

import type { Readiness } from '../readiness-report.ts';
import type { Judged } from './judged.ts';

/** Whether one kind of job would be taken, and what stands against it. */
export interface Verdict {
  readonly readiness: Readiness;
  /** What is wrong with it, the worst first. */
  readonly why: string;
}

export function verdictOf(needs: readonly Judged[]): Verdict {
  const bad = needs.filter(({ allows }) => allows === 'no');
  if (bad.length > 0) return { readiness: 'not-ready', why: whyOf(bad) };
  const unknown = needs.filter(({ allows }) => allows === 'unknown');
  if (unknown.length === 0) return { readiness: 'ready', why: '' };
  // That a part is not configured is no news where another one could not be seen.
  const failed = unknown.filter(({ row }) => row.cause !== undefined);
  return { readiness: 'unclear', why: whyOf(failed.length > 0 ? failed : unknown) };
}

/** What is blamed for one trouble is told once. */
function whyOf(parts: readonly Judged[]): string {
  const troubles = Map.groupBy(parts, ({ row }) => row.cause ?? row.part);
  const words = [...troubles.values()].flatMap(([first]) => first?.short ?? []);
  return joined([...new Set(words)]);
}

/** The answer in one sentence, or one for each kind of job where they differ. */
export function headlineOf(environment: string, live: Verdict, historic: Verdict, others: readonly Judged[]): string {
  if (live.readiness !== historic.readiness || live.why !== historic.why) {
    const worseFirst = RANK[live.readiness] >= RANK[historic.readiness];
    const [first, second] = worseFirst ? (['live', 'historic'] as const) : (['historic', 'live'] as const);
    const verdicts = { live, historic };
    const rest = `${second === 'live' ? 'Live' : 'Historic'} jobs: ${shortly(verdicts[second])}.`;
    return `${sentence(environment, verdicts[first], `${first} jobs`)} ${rest}`;
  }
  const both = sentence(environment, live, 'live and historic jobs');
  const look = live.readiness === 'ready' ? joined(others.flatMap(({ short }) => short ?? [])) : '';
  return look === '' ? both : `${both} Worth a look: ${look}.`;
}

const RANK: Readonly<Record<Readiness, number>> = { 'not-ready': 2, unclear: 1, ready: 0 };

function sentence(environment: string, { readiness, why }: Verdict, jobs: string): string {
  switch (readiness) {
    case 'ready':
      return `${environment} is ready for ${jobs}.`;
    case 'not-ready':
      return `${environment} is NOT ready for ${jobs}: ${why}.`;
    case 'unclear':
      return `Whether ${environment} is ready for ${jobs} is unclear: ${why}.`;
  }
}

function shortly({ readiness, why }: Verdict): string {
  switch (readiness) {
    case 'ready':
      return 'ready';
    case 'not-ready':
      return `NOT ready, ${why}`;
    case 'unclear':
      return `unclear, ${why}`;
  }
}

export function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

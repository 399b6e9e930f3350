import type { PastInvestigation } from '#investigation/past/past.ts';
import type { Report } from '#investigation/report/report.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Outcome } from './book.ts';
import type { Bound, LimitedPhase, PhaseLimit } from './check.ts';

/** What a run came to, in the words of its check. */
export interface Judged {
  readonly outcome: Outcome;
  /** As `RunResult.cause`. */
  readonly cause?: string;
  readonly headline: string;
  /** As `RunResult.means`. */
  readonly means?: string;
  readonly nextStep?: string;
}

export interface JudgedTiming {
  readonly report: Report;
  readonly line: PastInvestigation;
  readonly limits: readonly PhaseLimit[];
  /** The percentile of earlier good runs of the same question; undefined where they are too few to tell. */
  usual(phase: LimitedPhase, percentile: number, overMs: number): Promise<Usual | undefined>;
}

export interface Usual {
  readonly ms: number;
  /** How many runs it is from. */
  readonly runs: number;
}

const DAY_MS = 86_400_000;

/** The rule whose page says what a phase that takes too long means. */
export const slowCauses: Readonly<Record<LimitedPhase, string>> = {
  total: 'consumer-slow',
  configure: 'configure-slow',
  'job-creation': 'pod-slow',
  scheduling: 'pod-slow',
  'container-start': 'pod-slow',
  queue: 'queue-slow',
  consumer: 'consumer-slow',
  metadata: 'consumer-slow',
  stream: 'stream-slow',
};

/** A cause that nobody could name: the one that is never news. */
export const NOT_DETERMINED = 'not-determined';
/** Nobody told the bot where the parts are that a check asks about. */
export const NOT_CONFIGURED = 'not-configured';
/** A run came to nothing, or was cut short, and so says nothing about the stack. */
export const RUN_LOST = 'run-lost';
export const WORKER_STOPPED = 'worker-stopped';
/** Ticks passed while no worker was there to take them. */
export const NO_WORKER = 'no-worker';

/** What may stand for a cause besides the id of a rule: it is the bot's own, never the stack's. */
export const ownCauses: readonly string[] = [NOT_DETERMINED, NOT_CONFIGURED, RUN_LOST, WORKER_STOPPED, NO_WORKER];

/**
 * The verdict of the investigation, then the check's own limits. A verdict that is open, or a request that cannot work,
 * says nothing about the stack.
 */
export async function judgeTiming({ report, line, limits, usual }: JudgedTiming): Promise<Judged> {
  const { verdict, standing, headline, nextStep, cause } = report;
  const said = { cause: cause?.id ?? NOT_DETERMINED, headline, nextStep };
  if (verdict === 'inconclusive' || standing === 'request' || standing === 'blind')
    return { outcome: 'blind', ...said, means: cause?.means ?? 'what was seen decides nothing' };
  if (verdict === 'broken')
    return { outcome: 'failed', ...said, means: cause?.means ?? 'a job fails, and nothing that was seen says why' };
  const failed = await firstPassed(line, limits, 'fail', usual);
  if (failed) return { outcome: 'failed', ...tooLong(report, failed) };
  const warned = await firstPassed(line, limits, 'warn', usual);
  if (warned) return { outcome: 'warn', cause: slowCauses[warned.phase], headline: warned.words, nextStep };
  if (verdict === 'degraded') return { outcome: 'warn', ...said, cause: cause?.id ?? slowCauses.total };
  return { outcome: 'ok', headline };
}

/** Past a limit of the check: the investigation's own words are of a run that is well, unless it names a cause. */
function tooLong({ cause, environment, nextStep }: Report, { phase, words, means }: Passed): Omit<Judged, 'outcome'> {
  if (cause) return { cause: cause.id, headline: words, means: `${means}: ${cause.means}`, nextStep };
  const since = `Type \`/focus trend ${environment}\` and see since when. ${words}`;
  return { cause: slowCauses[phase], headline: words, means, nextStep: since };
}

interface Passed {
  readonly phase: LimitedPhase;
  readonly words: string;
  /** The same for every run that passes the limit. */
  readonly means: string;
}

async function firstPassed(
  line: PastInvestigation,
  limits: readonly PhaseLimit[],
  level: 'warn' | 'fail',
  usual: JudgedTiming['usual'],
): Promise<Passed | undefined> {
  for (const limit of limits) {
    const bound = limit[level];
    const tookMs = limit.phase === 'total' ? line.totalMs : line.phases[limit.phase];
    if (bound === undefined || tookMs === undefined) continue;
    const most = await limitOf(limit.phase, bound, usual);
    if (most === undefined || tookMs <= most.ms) continue;
    const what = limit.phase === 'total' ? 'The consumer' : `The phase ${limit.phase}`;
    return {
      phase: limit.phase,
      words: `${what} took ${formatDuration(tookMs)} (${level} limit ${formatDuration(most.ms)}${most.why})`,
      means: `${what.replace('The', 'the')} takes longer than ${boundWords(bound)}`,
    };
  }
  return undefined;
}

/** `15 s`, `1.5 × the p95 of 14 d`. */
function boundWords(bound: Bound): string {
  if (bound.kind === 'fixed') return formatDuration(bound.ms);
  return `${bound.factor} × the p${bound.percentile} of ${spanWords(bound.overMs)}`;
}

function spanWords(ms: number): string {
  return ms % DAY_MS === 0 ? `${ms / DAY_MS} d` : formatDuration(ms);
}

async function limitOf(phase: LimitedPhase, bound: Bound, usual: JudgedTiming['usual']) {
  if (bound.kind === 'fixed') return { ms: bound.ms, why: '' };
  const { percentile, overMs, factor } = bound;
  const known = await usual(phase, percentile, overMs);
  if (known === undefined) return undefined;
  return {
    ms: known.ms * factor,
    why: `: p${percentile} of ${spanWords(overMs)} × ${factor}, from ${known.runs} runs`,
  };
}

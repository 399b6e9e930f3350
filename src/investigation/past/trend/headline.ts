import { cleanLine } from '#lib/clean.ts';
import { phaseLabels } from '../../timeline/usual.ts';
import { medianWords, p95Words } from '../lifetimes.ts';
import { FEWEST_RUNS, type Trend } from '../trend.ts';
import type { Change } from './changes.ts';
import { deployWords, many, spanOf, timeOf } from './trend-words.ts';

/** few: too few runs to tell · none: no run at all. The last change counts. */
export type Judgement = 'slower' | 'faster' | 'steady' | 'few' | 'none';

export function judgementOf({ runs, whole, isTooFew, changes }: Trend): Judgement {
  const last = changes.at(-1);
  if (runs === 0 || !whole) return runs === 0 ? 'none' : 'few';
  if (isTooFew) return 'few';
  if (!last) return 'steady';
  return last.since.total.median > last.before.total.median ? 'slower' : 'faster';
}

/** The answer in one sentence, which claims no more than the runs bear out. */
export function headlineOf(trend: Trend): string {
  const { runs, whole, isTooFew, changes, from, to } = trend;
  const where = placeOf(trend);
  const last = changes.at(-1);
  if (runs === 0) return `No run ${where} in ${spanOf(to - from)}, so there is no trend`;
  if (!whole) return `No consumer came ${where} in ${spanOf(to - from)}: ${runsAndFailures(trend)}`;
  if (isTooFew)
    return `Too few runs ${where} to tell a trend: ${withTotal(trend)} in ${spanOf(to - from)}, and it takes ${FEWEST_RUNS}`;
  if (last) return changeWords(last, where);
  return `Steady ${where}: median ${medianWords(whole.total)}, p95 ${p95Words(whole.total)} over ${spanOf(to - from)}, ${runsAndFailures(trend)}`;
}

/** `in staging`, `in staging (check nightly)`. */
function placeOf({ environment, check }: Trend): string {
  const name = `in ${cleanLine(environment)}`;
  return check === undefined ? name : `${name} (check ${cleanLine(check)})`;
}

function withTotal({ runs, whole }: Trend): string {
  const { runs: all = 0, waited = 0 } = whole?.total ?? {};
  const timed = all - waited;
  return timed === runs ? many(runs, 'run') : `${many(runs, 'run')}, ${timed} of them with a consumer,`;
}

function runsAndFailures({ runs, failures }: Trend): string {
  return `${many(runs, 'run')}, ${failures.length === 0 ? 'none' : failures.length.toLocaleString('en-US')} failed`;
}

function changeWords({ at, before, since, deploy, phase }: Change, where: string): string {
  const [old, now] = [before.total.median, since.total.median];
  const times = now > old ? `${ratio(now, old)} times as long` : `${ratio(old, now)} times as fast`;
  const [instead, take] = [medianWords(before.total), medianWords(since.total)];
  const isKnown = before.total.beyond !== 'median' && since.total.beyond !== 'median';
  const amount = `Consumers ${where} take ${take} (median) instead of ${instead}${isKnown ? `, ${times}` : ''}`;
  const when = deploy ? `, when ${deployWords(deploy)}` : '';
  const most = phase ? `; most of the difference is in “${phaseLabels[phase]}”` : '';
  return `${amount}, since ${timeOf(at)}${when}${most}`;
}

function ratio(more: number, less: number): string {
  const times = less > 0 ? more / less : Number.POSITIVE_INFINITY;
  return times > 100 ? 'more than 100' : times.toFixed(times < 9.95 ? 1 : 0);
}

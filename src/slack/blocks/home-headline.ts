import type { CheckRow } from './checks.ts';
import { conditionOf, rankOf, WORDS } from './checks-condition.ts';
import { inert } from './escape.ts';
import type { HomeEnvironment, HomeState } from './home.ts';

const MOST_NAMES = 6;

/**
 * What is the matter, in one sentence: environments whose last investigation did not go well, and checks that are not
 * well. Where nothing is, it is not claimed that all is well.
 */
export function homeHeadline({ environments, checks = [], trouble }: HomeState): string {
  const places = environments.filter(isUnwellPlace);
  const unwell = checks
    .filter((row) => rankOf(conditionOf(row)) < rankOf('unknown'))
    .toSorted((one, other) => rankOf(conditionOf(one)) - rankOf(conditionOf(other)));
  if (places.length + unwell.length === 0) return allQuiet({ environments, checks }, trouble !== undefined);
  const counts = [
    ...(places.length > 0 ? [`${places.length} of ${counted(environments.length, 'environment')}`] : []),
    ...(unwell.length > 0 ? [`${unwell.length} of ${counted(checks.length, 'check')}`] : []),
  ];
  const isOne = places.length + unwell.length === 1;
  const names = [
    ...places.map(({ name, state }) => `${inert(name, 60)} (${state?.last?.verdict})`),
    ...unwell.map((row) => `${inert(row.name, 60)} (${WORDS[conditionOf(row)]})`),
  ];
  const isBad = places.some(({ state }) => state?.last?.verdict === 'broken') || unwell.some(isFailing);
  const mark = isBad ? 'red_circle' : 'large_yellow_circle';
  return `:${mark}: *${counts.join(' and ')} ${isOne ? 'is' : 'are'} not well:* ${listed(names)}`;
}

function allQuiet({ environments, checks = [] }: Pick<HomeState, 'environments' | 'checks'>, isBlind: boolean): string {
  if (isBlind) return ':white_circle: *Nothing is known to be wrong, but not all could be read.*';
  const isKnown = environments.some(({ state }) => state?.last) || checks.some((row) => conditionOf(row) === 'well');
  return isKnown
    ? ':large_green_circle: *Nothing is known to be wrong.*'
    : ':white_circle: *Nothing is known yet:* nothing was investigated, and no check has run.';
}

function isUnwellPlace({ state }: HomeEnvironment): boolean {
  return state?.last?.verdict === 'broken' || state?.last?.verdict === 'degraded';
}

function isFailing(row: CheckRow): boolean {
  return conditionOf(row) === 'failing';
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

import type { ActionsBlock, HomeView, KnownBlock } from '@slack/types';
import { lineText } from '#doctor/as-text.ts';
import type { Kept } from '#doctor/kept.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { counted } from '#lib/counted.ts';
import { ageWords, formatDuration } from '#lib/duration.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { HistoryRow } from '#lookups/history/report.ts';
import { type CheckRow, conditionOf, MARKS, rankOf, signs, timesOf, WORDS } from './checks.ts';
import { inert, mention } from './escape.ts';
import { button, context, link, section } from './rich.ts';
import { VERDICT_MARKS } from './root.ts';
import { slackTime } from './when.ts';

/** What one person sees on the tab Home of the app. Times are ms since the epoch. What could not be read is absent, and not empty. */
export interface HomeState {
  readonly at: number;
  readonly environments: readonly HomeEnvironment[];
  readonly checks?: readonly CheckRow[];
  /** The last investigations of this person, the newest first. */
  readonly mine?: readonly HistoryRow[];
  /** What the reader may not look at, and whom to ask, as Slack shows it. */
  readonly hidden?: readonly { readonly environment: string; readonly whom: string }[];
  /** How many checks are of these. */
  readonly hiddenChecks?: number;
  /** What the bot is set up with and does not work, as it was found when it was looked at last. */
  readonly examined?: Kept;
  /** Why something is absent, such as `Redis does not answer`. */
  readonly trouble?: string;
}

export interface HomeEnvironment {
  readonly name: string;
  readonly state?: EnvironmentState;
}

export interface EnvironmentState {
  /** The last investigation of anybody. */
  readonly last?: PastInvestigation;
  /** Investigations that run now, and people's that wait. */
  /** How many run, and https links to the messages of those that people follow. */
  readonly running: { readonly count: number; readonly links: readonly string[] };
  readonly waiting: number;
}

// A view takes 100 blocks: two an environment and one a check leave room for the rest.
const MOST_ENVIRONMENTS = 20;
const MOST_CHECKS = 30;
const MOST_MINE = 10;

/**
 * The answer first; then environments with buttons, checks the worst first, and the reader's own last investigations.
 * Within Slack's limits for any state, and inert whatever its texts are.
 */
export function homeView(state: HomeState): HomeView {
  const { at, environments, checks, mine, hidden: closed = [], hiddenChecks = 0, trouble } = state;
  const [shown, hidden] = [environments.slice(0, MOST_ENVIRONMENTS), environments.slice(MOST_ENVIRONMENTS)];
  const seen = slackTime(at);
  return {
    type: 'home',
    blocks: [
      section(homeHeadline(state)),
      ...(trouble === undefined ? [] : [section(`:warning: *Not all of it could be read:* ${inert(trouble, 500)}`)]),
      ...(state.examined ? [examinedBlock(state.examined)] : []),
      header('Environments'),
      ...shown.flatMap((environment) => environmentBlocks(environment, at)),
      ...moreEnvironments(hidden),
      ...closedBlocks(closed),
      header('Checks'),
      ...(checks === undefined ? [UNREAD] : checkBlocks(checks, hiddenChecks, at)),
      header('Your last investigations'),
      ...(mine === undefined ? [UNREAD] : mineBlocks(mine, environments.length > 0)),
      context([...(seen === undefined ? [] : [`as of ${seen}`]), 'kept up to date for an hour after you open it']),
    ],
  };
}

const MOST_BROKEN = 5;

/** What whoever runs the bot has to mend. */
function examinedBlock({ at, lines }: Kept): KnownBlock {
  const shown = lines.slice(0, MOST_BROKEN).map((line) => `• ${inert(lineText(line), 400)}`);
  const more = lines.length > shown.length ? [`• and ${lines.length - shown.length} more`] : [];
  const when = slackTime(at);
  const heading = `:warning: *Not set up well*${when === undefined ? '' : `, as of ${when}`}; \`/focus doctor\` looks anew`;
  return section([heading, ...shown, ...more].join('\n'));
}

const UNREAD = section('They could not be read.');

const MOST_CLOSED = 5;

/** What is not shown is not told as if it were not there. */
function closedBlocks(closed: NonNullable<HomeState['hidden']>): KnownBlock[] {
  const byWhom = Map.groupBy(closed, ({ whom }) => whom);
  return [...byWhom].slice(0, MOST_CLOSED).map(([whom, places]) => {
    const names = places.map(({ environment }) => inert(environment, 60));
    return section(`:lock: Not shown to you: ${joinFirst(names, MOST_NAMES)}. ${whom}.`);
  });
}

function checkBlocks(checks: readonly CheckRow[], hidden: number, at: number): KnownBlock[] {
  const closed =
    hidden === 0 ? [] : [section(`Not shown to you: ${counted(hidden, 'check')} of what you may not look at.`)];
  if (checks.length === 0)
    return closed.length > 0 ? closed : [section('There are none. They are written in focus.yml.')];
  const sorted = checks.toSorted((one, other) => rankOf(conditionOf(one)) - rankOf(conditionOf(other)));
  const more = checks.length - MOST_CHECKS;
  return [
    ...sorted.slice(0, MOST_CHECKS).map((row) => section(checkLine(row, at))),
    ...(more > 0 ? [context([`and ${more} more, none of them worse; \`/focus checks\` shows all`])] : []),
    ...closed,
  ];
}

function checkLine(row: CheckRow, at: number): string {
  const condition = conditionOf(row);
  const alert = row.link === undefined ? undefined : link(row.link, 'its alert');
  const parts = [
    `:${MARKS[condition]}: *${inert(row.name, 60)}* (${inert(row.environment, 60)}): ${WORDS[condition]}`,
    signs(row, 10),
    ...timesOf(row, at),
    alert ?? '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function mineBlocks(rows: readonly HistoryRow[], mayStart: boolean): KnownBlock[] {
  if (rows.length === 0)
    return [section(mayStart ? 'None yet. *Timing…* above starts one.' : 'None that is shown to you.')];
  return rows.slice(0, MOST_MINE).map((row) => section(mineLine(row)));
}

function mineLine({ verdict, cause, environment, startedAt, totalMs, jobId, link: url }: HistoryRow): string {
  const parts = [
    `:${VERDICT_MARKS[verdict]}: ${cause === undefined ? verdict : `${verdict}: ${inert(cause, 60)}`}`,
    inert(environment, 60),
    jobId === undefined ? '' : `job ${inert(jobId, 40)}`,
    totalMs === undefined ? '' : `consumer after ${formatDuration(totalMs)}`,
    slackTime(startedAt) ?? '',
    (url === undefined ? undefined : link(url, 'thread')) ?? '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } };
}

const MOST_NAMES = 10;

/** How an environment stood when it was last investigated, what runs there, and its buttons. */
function environmentBlocks({ name, state }: HomeEnvironment, at: number): KnownBlock[] {
  const last = state?.last;
  const parts =
    state === undefined
      ? ['could not be read']
      : [
          ...(last === undefined ? ['not investigated yet'] : lastWords(last, at)),
          ...(state.running.count > 0 ? [runningWords(state.running)] : []),
          ...(state.waiting > 0 ? [`${state.waiting} waiting`] : []),
        ];
  const mark = last === undefined ? 'white_circle' : VERDICT_MARKS[last.verdict];
  return [section(`:${mark}: *${inert(name, 60)}*: ${parts.join(' · ')}`), buttons(name)];
}

function runningWords({ count, links }: EnvironmentState['running']): string {
  const followed = links.flatMap((url) => link(url, 'follow it') ?? []);
  return `${count} running now${followed.length === 0 ? '' : ` (${followed.join(', ')})`}`;
}

/** Those that no room is left for: how many, and which are worth asking about. */
function moreEnvironments(hidden: readonly HomeEnvironment[]): KnownBlock[] {
  if (hidden.length === 0) return [];
  const unwell = hidden.filter(({ state }) => state?.last?.verdict === 'broken' || state?.last?.verdict === 'degraded');
  const names = unwell.map(({ name, state }) => `${inert(name, 60)} (${state?.last?.verdict})`);
  const which = names.length === 0 ? '' : `, of them unwell: ${joinFirst(names, MOST_NAMES)}`;
  return [context([`and ${hidden.length} more${which}; \`/focus status\` and \`/focus timing\` take their names`])];
}

function lastWords({ verdict, cause, startedAt, totalMs, requestedBy }: PastInvestigation, at: number): string[] {
  const why = cause === undefined ? '' : `: ${inert(cause, 60)}`;
  return [
    `${verdict} ${ageWords(Math.max(0, at - startedAt))} ago${why}`,
    ...(totalMs === undefined ? [] : [`consumer after ${formatDuration(totalMs)}`]),
    `asked by ${mention(requestedBy)}`,
  ];
}

/** An action id has what tells the buttons of a view apart after its colon. */
function buttons(name: string): ActionsBlock {
  const one = (id: string, label: string, spoken: string) =>
    button({ id: `${id}:${name}`.slice(0, 255), label, spoken, value: name });
  return {
    type: 'actions',
    elements: [
      one('timing-form', 'Timing…', `Open the form of a timing investigation of ${name}`),
      one('status', 'Status', `Tell me in a direct message whether ${name} is ready`),
      one('jobs', 'Jobs', `List the jobs of ${name} in a direct message`),
    ],
  };
}

const MOST_LISTED = 6;

/**
 * What is the matter, in one sentence: environments whose last investigation did not go well, and checks that are not
 * well. Where nothing is, it is not claimed that all is well.
 */
function homeHeadline({ environments, checks = [], hidden = [], trouble }: HomeState): string {
  const places = environments.filter(isUnwellPlace);
  const unwell = checks
    .filter((row) => rankOf(conditionOf(row)) < rankOf('unknown'))
    .toSorted((one, other) => rankOf(conditionOf(one)) - rankOf(conditionOf(other)));
  if (environments.length === 0 && hidden.length > 0)
    return ':white_circle: *Nothing is known:* what there is is not shown to you.';
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
  return `:${mark}: *${counts.join(' and ')} ${isOne ? 'is' : 'are'} not well:* ${joinFirst(names, MOST_LISTED)}`;
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

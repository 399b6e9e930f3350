import type { HomeView, KnownBlock } from '@slack/types';
import type { HistoryRow } from '#investigation/lookup/history-report.ts';
import type { PastInvestigation } from '#investigation/past.ts';
import { formatDuration } from '#lib/duration.ts';
import type { CheckRow } from './checks.ts';
import { conditionOf, MARKS, rankOf, WORDS } from './checks-condition.ts';
import { signs, timesOf } from './checks-line.ts';
import { inert } from './escape.ts';
import { environmentBlocks, moreEnvironments } from './home-environments.ts';
import { homeHeadline } from './home-headline.ts';
import { context, link, section } from './incident-markup.ts';
import { VERDICT_MARKS } from './verdict-marks.ts';
import { slackTime } from './when.ts';

/** What one person sees on the tab Home of the app. Times are ms since the epoch. What could not be read is absent, and not empty. */
export interface HomeState {
  readonly at: number;
  readonly environments: readonly HomeEnvironment[];
  readonly checks?: readonly CheckRow[];
  /** The last investigations of this person, the newest first. */
  readonly mine?: readonly HistoryRow[];
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
  const { at, environments, checks, mine, trouble } = state;
  const [shown, hidden] = [environments.slice(0, MOST_ENVIRONMENTS), environments.slice(MOST_ENVIRONMENTS)];
  const seen = slackTime(at);
  return {
    type: 'home',
    blocks: [
      section(homeHeadline(state)),
      ...(trouble === undefined ? [] : [section(`:warning: *Not all of it could be read:* ${inert(trouble, 500)}`)]),
      header('Environments'),
      ...shown.flatMap((environment) => environmentBlocks(environment, at)),
      ...moreEnvironments(hidden),
      header('Checks'),
      ...(checks === undefined ? [UNREAD] : checkBlocks(checks, at)),
      header('Your last investigations'),
      ...(mine === undefined ? [UNREAD] : mineBlocks(mine)),
      context([...(seen === undefined ? [] : [`as of ${seen}`]), 'kept up to date for an hour after you open it']),
    ],
  };
}

const UNREAD = section('They could not be read.');

function checkBlocks(checks: readonly CheckRow[], at: number): KnownBlock[] {
  if (checks.length === 0) return [section('There are none. They are written in focus.yml.')];
  const sorted = checks.toSorted((one, other) => rankOf(conditionOf(one)) - rankOf(conditionOf(other)));
  const more = checks.length - MOST_CHECKS;
  return [
    ...sorted.slice(0, MOST_CHECKS).map((row) => section(checkLine(row, at))),
    ...(more > 0 ? [context([`and ${more} more, none of them worse; \`/focus checks\` shows all`])] : []),
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

function mineBlocks(rows: readonly HistoryRow[]): KnownBlock[] {
  if (rows.length === 0) return [section('None yet. *Timing…* above starts one.')];
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

import type { ActionsBlock, Button, HomeView, KnownBlock } from '@slack/types';
import type { Verdict } from '#investigation/diagnosis.ts';
import type { HistoryRow } from '#investigation/lookup/history-report.ts';
import type { PastInvestigation } from '#investigation/past.ts';
import { formatDuration } from '#lib/duration.ts';
import type { CheckRow } from './checks.ts';
import { conditionOf, MARKS, rankOf, WORDS } from './checks-condition.ts';
import { signs, timesOf } from './checks-line.ts';
import { inert, mention } from './escape.ts';
import { context, link, section } from './incident-markup.ts';
import { slackTime } from './when.ts';

/** What one person sees on the tab Home of the app. Times are ms since the epoch. */
export interface HomeState {
  readonly at: number;
  readonly environments: readonly HomeEnvironment[];
  readonly checks: readonly CheckRow[];
  /** The last investigations of this person, the newest first. */
  readonly mine: readonly HistoryRow[];
  /** What could not be read, such as `Redis does not answer`. */
  readonly trouble?: string;
}

export interface HomeEnvironment {
  readonly name: string;
  /** The last investigation of anybody. */
  readonly last?: PastInvestigation;
  /** Investigations that run now, and people's that wait. */
  readonly running: number;
  readonly waiting: number;
}

const EMOJI: Readonly<Record<Verdict, string>> = {
  healthy: 'large_green_circle',
  degraded: 'large_yellow_circle',
  broken: 'red_circle',
  inconclusive: 'white_circle',
};

// A view takes 100 blocks: two an environment and one a check leave room for the rest.
const MOST_ENVIRONMENTS = 20;
const MOST_CHECKS = 30;

/** Environments with buttons, checks the worst first, what runs, and the reader's own last investigations. */
export function homeView({ at, environments, checks, mine, trouble }: HomeState): HomeView {
  return {
    type: 'home',
    blocks: [
      ...(trouble === undefined ? [] : [section(`:warning: *Not all of this is known:* ${inert(trouble, 500)}`)]),
      header('Environments'),
      ...environments.slice(0, MOST_ENVIRONMENTS).flatMap((environment) => environmentBlocks(environment, at)),
      ...rest(environments.length, MOST_ENVIRONMENTS),
      header('Checks'),
      ...checkBlocks(checks, at),
      header('My last investigations'),
      ...(mine.length === 0 ? [section('None yet. *Timing…* above starts one.')] : mine.slice(0, 10).map(mineLine)),
      context([`seen ${slackTime(at) ?? ''}; it changes by itself for an hour after it was opened`]),
    ],
  };
}

function environmentBlocks({ name, last, running, waiting }: HomeEnvironment, at: number): KnownBlock[] {
  const busy = [...(running > 0 ? [`${running} running now`] : []), ...(waiting > 0 ? [`${waiting} waiting`] : [])];
  const words = [last ? lastWords(last, at) : 'not investigated yet', ...busy].join(' · ');
  const mark = last ? EMOJI[last.verdict] : 'white_circle';
  return [section(`:${mark}: *${inert(name, 60)}*: ${words}`), environmentButtons(name)];
}

function lastWords({ verdict, cause, startedAt, totalMs, requestedBy }: PastInvestigation, at: number): string {
  const what = cause === undefined ? verdict : `${verdict} (${inert(cause, 60)})`;
  const took = totalMs === undefined ? '' : `, consumer after ${formatDuration(totalMs)}`;
  return `last ${what}${took}, ${formatDuration(Math.max(0, at - startedAt))} ago, for ${mention(requestedBy)}`;
}

function environmentButtons(name: string): ActionsBlock {
  const elements = [
    button('timing-form', 'Timing…', `Start a timing investigation of ${name}`, name),
    button('status', 'Status', `Say whether ${name} is ready, in a direct message`, name),
    button('jobs', 'Jobs', `List the jobs of ${name}, in a direct message`, name),
  ];
  return { type: 'actions', elements };
}

function button(action: string, label: string, spoken: string, environment: string): Button {
  return {
    type: 'button',
    action_id: `${action}:${environment}`,
    text: { type: 'plain_text', text: label, emoji: false },
    accessibility_label: spoken.slice(0, 75),
    value: environment,
  };
}

function checkBlocks(checks: readonly CheckRow[], at: number): KnownBlock[] {
  if (checks.length === 0) return [section('There are none. They are written in focus.yml.')];
  const sorted = checks.toSorted((one, other) => rankOf(conditionOf(one)) - rankOf(conditionOf(other)));
  return [
    ...sorted.slice(0, MOST_CHECKS).map((row) => section(checkLine(row, at))),
    ...rest(checks.length, MOST_CHECKS),
  ];
}

function checkLine(row: CheckRow, at: number): string {
  const condition = conditionOf(row);
  const alert = row.link === undefined ? undefined : link(row.link, 'its alert');
  const parts = [
    `:${MARKS[condition]}: *${inert(row.name, 60)}* (${inert(row.environment, 60)}): ${WORDS[condition]}`,
    signs(row, 10),
    ...timesOf(row, at),
    ...(alert === undefined ? [] : [alert]),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function mineLine({ verdict, cause, environment, startedAt, totalMs, jobId, link: url }: HistoryRow): KnownBlock {
  const thread = url === undefined ? undefined : link(url, 'thread');
  const parts = [
    `:${EMOJI[verdict]}: ${cause === undefined ? verdict : `${verdict}: ${inert(cause, 60)}`}`,
    inert(environment, 60),
    ...(jobId === undefined ? [] : [`job ${inert(jobId, 40)}`]),
    totalMs === undefined ? 'no consumer' : `consumer ${formatDuration(totalMs)}`,
    slackTime(startedAt) ?? '',
    ...(thread === undefined ? [] : [thread]),
  ];
  return section(parts.filter((part) => part !== '').join(' · '));
}

function rest(count: number, most: number): KnownBlock[] {
  return count > most ? [context([`and ${count - most} more`])] : [];
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } };
}

import type { ActionsBlock, KnownBlock } from '@slack/types';
import { ageWords } from '#investigation/lookup/jobs/age.ts';
import type { PastInvestigation } from '#investigation/past.ts';
import { formatDuration } from '#lib/duration.ts';
import { inert, mention } from './escape.ts';
import type { EnvironmentState, HomeEnvironment } from './home.ts';
import { button, context, link, section } from './incident-markup.ts';
import { VERDICT_MARKS } from './verdict-marks.ts';

const MOST_NAMES = 10;

/** How an environment stood when it was last investigated, what runs there, and its buttons. */
export function environmentBlocks({ name, state }: HomeEnvironment, at: number): KnownBlock[] {
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
export function moreEnvironments(hidden: readonly HomeEnvironment[]): KnownBlock[] {
  if (hidden.length === 0) return [];
  const unwell = hidden.filter(({ state }) => state?.last?.verdict === 'broken' || state?.last?.verdict === 'degraded');
  const names = unwell.slice(0, MOST_NAMES).map(({ name, state }) => `${inert(name, 60)} (${state?.last?.verdict})`);
  const more = unwell.length > MOST_NAMES ? ` and ${unwell.length - MOST_NAMES} more` : '';
  const which = names.length === 0 ? '' : `, of them unwell: ${names.join(', ')}${more}`;
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

import type { ContextBlock } from '@slack/types';
import type { Incident, Snooze } from '#checks/book.ts';
import { inert, mention } from './escape.ts';
import { context, link } from './incident-markup.ts';
import { type CheckOf, runsOf, runsWords, sentence } from './incident-words.ts';
import { slackTime } from './when.ts';

const MOST_NAMES = 10;
const MOST_RUNBOOKS = 3;

/** Since when, and how often. */
export function factsOf(incident: Incident): string {
  const { kind, state, since, resolvedAt, environment } = incident;
  const from = slackTime(since) ?? 'an unknown time';
  if (state === 'resolved') return `From ${from} to ${slackTime(resolvedAt ?? since) ?? 'an unknown time'}.`;
  const runs = runsWords(kind, runsOf(incident));
  if (kind === 'failure') return `Since ${from}; ${runs}.`;
  return `${runs}. The bot sees too little to judge: this says nothing about whether ${inert(environment, 100)} works.`;
}

/** Who has taken it, and who wants no more of it for a while. */
export function careOf({ acknowledged, snoozed, state }: Incident): string {
  const taken = acknowledged ? [`Acknowledged by ${mention(acknowledged.by)}${when(acknowledged.at)}.`] : [];
  const put = snoozed && state !== 'resolved' ? [`Snoozed by ${mention(snoozed.by)} ${snoozeWords(snoozed)}`] : [];
  return [...taken, ...put].join(' ');
}

function when(at: number): string {
  const time = slackTime(at);
  return time === undefined ? '' : `, ${time}`;
}

/** `until 15:04: the node is being changed.` */
export function snoozeWords({ until, reason }: Pick<Snooze, 'until' | 'reason'>): string {
  const end = (until === undefined ? undefined : slackTime(until)) ?? 'it is over';
  return sentence(reason === undefined ? `until ${end}` : `until ${end}: ${inert(reason, 300)}`);
}

/** Links to what to do, of the checks that notice it. */
export function runbooksOf({ members }: Incident, checkOf: CheckOf): string {
  const byUrl = new Map<string, string>();
  for (const { check } of members) {
    const url = checkOf(check)?.runbook;
    if (url !== undefined && !byUrl.has(url)) byUrl.set(url, inert(check, 60));
  }
  const links = [...byUrl].flatMap(([url, label]) => link(url, label) ?? []);
  return links.length === 0 ? '' : `Runbook: ${links.slice(0, MOST_RUNBOOKS).join(', ')}`;
}

/** `Noticed by 3 checks: a, b, c.` Nothing where it is one check: the line below names it. */
export function noticedBy({ members }: Incident): string {
  if (members.length < 2) return '';
  const names = members.slice(0, MOST_NAMES).map(({ check }) => inert(check, 60));
  const more = members.length > MOST_NAMES ? ` and ${members.length - MOST_NAMES} more` : '';
  return `Noticed by ${members.length} checks: ${names.join(', ')}${more}.`;
}

export function contextOf({ id, environment, members, reopened }: Incident): ContextBlock {
  const [only, ...others] = members;
  return context([
    ...(only && others.length === 0 ? [`check ${inert(only.check, 60)}`] : []),
    inert(environment, 100),
    ...(reopened === 0 ? [] : [`came back ${reopened === 1 ? 'once' : `${reopened} times`}`]),
    `incident ${inert(id, 64)}`,
  ]);
}

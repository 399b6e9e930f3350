import type { ActionsBlock, Button, ContextBlock, KnownBlock } from '@slack/types';
import { type Incident, type Member, SNOOZE_MS, type Snooze } from '#checks/book.ts';
import { inFewWords, leadOf, proofOf } from '#checks/members.ts';
import { joinFirst } from '#lib/join-words.ts';
import { isCheckName, isIncidentId } from '../actions/values.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, oneLine, sentence } from './escape.ts';
import { answerOf, type CheckOf, mentionsOn, runsWords } from './incident-words.ts';
import { bold, bullets, button, context, link, paragraph, plain, rich, section } from './rich.ts';
import { slackTime } from './when.ts';

/** As much as the message of a notification may say. */
const LONGEST_TEXT = 2_900;
const LONGEST_NOTE = 300;

export interface IncidentLooks {
  /** It is posted now: the groups that want alerts are mentioned. An edit mentions nobody. */
  readonly isNew?: boolean;
}

/**
 * The one message of an incident as it is now: what is the matter and who cares for it, what to do, who notices it. Within
 * Slack's limits for any incident, and inert whatever its texts are.
 */
export function incidentMessage(incident: Incident, checkOf: CheckOf, { isNew = false }: IncidentLooks = {}): Content {
  const { mark, text: answer } = answerOf(incident, checkOf);
  const isOpen = incident.state !== 'resolved';
  const mentions = isNew && isOpen ? mentionsOn('alert', incident, checkOf).join(' ') : '';
  const first = [`:${mark}: ${answer}`, ...careOf(incident)].join(' · ');
  const act = incident.state === 'alerting' ? actOf(incident) : '';
  const runbooks = isOpen ? runbooksOf(incident, checkOf) : '';
  return {
    text: fitted([sentence(first), mentions, act, noticedBy(incident), runbooks]),
    blocks: [
      section(first),
      ...lines([act]),
      ...noticedByBlocks(incident, checkOf),
      ...lines([runbooks, mentions]),
      ...incidentButtons(incident, checkOf),
      ...contextOf(incident),
    ],
  };
}

function actOf(incident: Incident): string {
  const step = leadOf(incident)?.nextStep;
  return step === undefined ? '' : `*Do:* ${sentence(inert(step, 500))}`;
}

function lines(parts: readonly string[]): KnownBlock[] {
  return parts.filter((part) => part !== '').map(section);
}

function fitted(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) {
    const longer = part === '' || text === '' ? `${text}${part}` : `${text} ${part}`;
    if (longer.length <= LONGEST_TEXT) text = longer;
  }
  return text;
}

/** What can be done about an incident now; when it is over, somebody may say what it was. */
function incidentButtons(incident: Incident, checkOf: CheckOf): ActionsBlock[] {
  const own = incident.state === 'resolved' ? whatWasIt(incident) : openButtons(incident, checkOf);
  const elements = [...own, ...logs(incident)];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** What others start nobody can run now. */
function mayRun(check: ReturnType<CheckOf>): boolean {
  return check !== undefined && check.asks.kind !== 'watched';
}

function openButtons(incident: Incident, checkOf: CheckOf): Button[] {
  const { id, environment, acknowledged } = incident;
  const check = leadOf(incident)?.check;
  const takeable = isIncidentId(id);
  return [
    ...(takeable && !acknowledged ? [acknowledge(id, environment)] : []),
    ...(takeable
      ? [button({ id: 'snooze', label: 'Snooze', spoken: `No reminders for a while of ${environment}`, value: id })]
      : []),
    ...(check !== undefined && isCheckName(check) && mayRun(checkOf(check))
      ? [button({ id: 'run-check', label: 'Run now', spoken: `Run check ${check} now`, value: check })]
      : []),
  ];
}

function whatWasIt({ id, environment, note }: Incident): Button[] {
  if (!isIncidentId(id)) return [];
  const label = note ? 'Change the note' : 'What was it?';
  return [button({ id: 'what-was-it', label, spoken: `Say what the incident of ${environment} was`, value: id })];
}

function acknowledge(id: string, environment: string): Button {
  const spoken = `Acknowledge the incident of ${environment}`;
  return { ...button({ id: 'acknowledge', label: 'Acknowledge', spoken, value: id }), style: 'primary' };
}

function logs(incident: Incident): Button[] {
  const investigation = proofOf(incident);
  if (investigation === undefined) return [];
  const spoken = `Show the most telling log lines from ${incident.environment}`;
  return [button({ id: 'logs', label: 'Logs', spoken, value: investigation.slice(0, 255) })];
}

const MOST_NAMES = 10;
const MOST_RUNBOOKS = 3;

/** Who has taken it, and who wants no more of it for a while; in the end who says what it was. */
function careOf({ acknowledged, snoozed, note, state }: Incident): string[] {
  if (state === 'resolved') return note ? [`note by ${mention(note.by)}: “${inert(note.words, LONGEST_NOTE)}”`] : [];
  return [
    ...(acknowledged ? [`acknowledged by ${mention(acknowledged.by)}`] : []),
    ...(snoozed ? [`snoozed by ${mention(snoozed.by)} ${snoozeWords(snoozed)}`] : []),
  ];
}

/** `until 15:04: the node is being changed` */
export function snoozeWords({ until, at, reason }: Pick<Snooze, 'until' | 'at' | 'reason'>): string {
  const last = slackTime(until ?? at + SNOOZE_MS) ?? 'an unknown time';
  const end = until === undefined ? `it is over, at most until ${last}` : last;
  return reason === undefined ? `until ${end}` : `until ${end}: ${inert(reason, 300)}`;
}

/** Links to what to do, of the checks that notice it. */
function runbooksOf({ members }: Incident, checkOf: CheckOf): string {
  const byUrl = new Map<string, string>();
  for (const { check } of members) {
    const url = checkOf(check)?.runbook;
    if (url !== undefined && !byUrl.has(url)) byUrl.set(url, inert(check, 60));
  }
  const links = [...byUrl].flatMap(([url, label]) => link(url, label) ?? []);
  return links.length === 0 ? '' : `Runbook: ${links.slice(0, MOST_RUNBOOKS).join(', ')}`;
}

/** `Noticed by 3 checks: a, b, c.` Nothing where it is one check: the line below names it. */
function noticedBy({ members }: Incident): string {
  if (members.length < 2) return '';
  const names = members.map(({ check }) => inert(check, 60));
  return `Noticed by ${members.length} checks: ${joinFirst(names, MOST_NAMES)}.`;
}

/** That it is the bot's own blindness, which check it is, and how often it came back; nothing where there is nothing to say. */
function contextOf({ kind, environment, members, reopened }: Incident): ContextBlock[] {
  const [only, ...others] = members;
  const parts = [
    ...(kind === 'failure' ? [] : [`this says nothing about whether ${inert(environment, 100)} works`]),
    ...(only && others.length === 0 ? [`check ${inert(only.check, 60)}`] : []),
    ...(reopened === 0 ? [] : [`came back ${reopened === 1 ? 'once' : `${reopened} times`}`]),
  ];
  return parts.length === 0 ? [] : [context(parts)];
}

const MOST_MEMBERS = 10;

/** The checks that notice an incident: a line each while their causes differ, else their names alone. */
function noticedByBlocks(incident: Incident, checkOf: CheckOf): KnownBlock[] {
  const { members, state, kind } = incident;
  if (members.length < 2) return [];
  const open = members.filter(({ recoveredAt }) => recoveredAt === undefined);
  const isOne = new Set(members.map(({ cause }) => cause)).size === 1;
  if (state === 'resolved' || (isOne && open.length === members.length)) return [section(noticedBy(incident))];
  // What fails still comes before what does not.
  const sorted = [...open, ...members.filter(({ recoveredAt }) => recoveredAt !== undefined)];
  const lines = sorted.slice(0, MOST_MEMBERS).map((member) => paragraph(plain(memberLine(member, kind, checkOf))));
  const left = sorted.length - lines.length;
  const more = left > 0 ? [paragraph(plain(`and ${left} more`))] : [];
  return [rich(paragraph(bold(`Noticed by ${members.length} checks`)), bullets([...lines, ...more]))];
}

function memberLine(member: Member, kind: Incident['kind'], checkOf: CheckOf): string {
  const { check, runs, recoveredAt } = member;
  const good = kind === 'failure' ? 'good again' : 'seen again';
  const over = checkOf(check) ? good : 'no longer watched';
  const words = recoveredAt === undefined ? oneLine(inFewWords(member), 250) : over;
  return `${oneLine(check, 60)}: ${words} (${runsWords(kind, runs)})`;
}

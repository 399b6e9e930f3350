import type { Incident } from '#checks/book.ts';
import type { Check, Mention } from '#checks/check.ts';
import { inFewWords, leadOf } from '#checks/members.ts';
import { counted } from '#lib/counted.ts';
import { formatDuration } from '#lib/duration.ts';
import { inert } from './escape.ts';
import { groupMention } from './rich.ts';
import { slackClock } from './when.ts';

/** The check of a name, while focus.yml has it. */
export type CheckOf = (name: string) => Check | undefined;

/** The first sentence of an incident's message, and the emoji before it. */
export interface Answer {
  readonly mark: string;
  readonly text: string;
}

const LONGEST_MATTER = 400;

/** What is the matter now, the environment first. The bot's blindness is told as its own, never as a fault of the stack. */
export function answerOf(incident: Incident, checkOf: CheckOf): Answer {
  const place = inert(incident.environment, 100);
  const matter = matterOf(incident);
  if (isAbandoned(incident, checkOf))
    return { mark: 'white_circle', text: `*${place}: no longer watched*, nobody saw its end · it was: ${matter}` };
  return incident.kind === 'failure' ? failure(incident, place, matter) : blindness(incident, place, matter);
}

/** The cause in a few words. */
export function matterOf(incident: Incident): string {
  const lead = leadOf(incident);
  return lead ? inert(inFewWords(lead), LONGEST_MATTER) : 'nothing is known of it';
}

function failure(incident: Incident, place: string, matter: string): Answer {
  switch (incident.state) {
    case 'alerting':
      return { mark: 'red_circle', text: `*${place}: ${matter}, ${sinceWords(incident)}*` };
    case 'recovering':
      return {
        mark: 'large_yellow_circle',
        text: `*${place}: ${matter}, ${sinceWords(incident)}* · ${recovering(incident)}`,
      };
    case 'resolved':
      return {
        mark: 'large_green_circle',
        text: `*${place} works again, after ${lasted(incident)}* · it was: ${matter}`,
      };
  }
}

function blindness(incident: Incident, place: string, matter: string): Answer {
  const blind = `*${place}: cannot check, ${sinceWords(incident)}*: ${matter}`;
  switch (incident.state) {
    case 'alerting':
      return { mark: 'white_circle', text: blind };
    case 'recovering':
      return { mark: 'white_circle', text: `${blind} · the last run saw again, now it is being confirmed` };
    case 'resolved':
      return {
        mark: 'white_check_mark',
        text: `*${place} can be checked again, after ${lasted(incident)}* · it was: ${matter}`,
      };
  }
}

function recovering({ members }: Incident): string {
  const good = members.filter(({ recoveredAt }) => recoveredAt !== undefined).length;
  if (good === 0) return 'the last run was good, now it is being confirmed';
  return `${good} of ${members.length} checks ${good === 1 ? 'is' : 'are'} good again`;
}

/** `since 14:05 (4 runs)` */
function sinceWords(incident: Incident): string {
  const time = slackClock(incident.since) ?? 'an unknown time';
  return `since ${time} (${counted(runsOf(incident), 'run')})`;
}

function lasted({ since, resolvedAt = since }: Incident): string {
  return roundly(Math.max(0, resolvedAt - since));
}

/** Over only because the check whose end was its end is no longer in focus.yml. */
function isAbandoned({ state, members, resolvedAt }: Incident, checkOf: CheckOf): boolean {
  if (state !== 'resolved') return false;
  return members.some(({ check, recoveredAt = resolvedAt }) => recoveredAt === resolvedAt && !checkOf(check));
}

function runsOf({ members }: Incident): number {
  return members.reduce((sum, { runs }) => sum + runs, 0);
}

/** `1 run failed`, `7 runs saw too little`. */
export function runsWords(kind: Incident['kind'], runs: number): string {
  return `${counted(runs, 'run')} ${kind === 'failure' ? 'failed' : 'saw too little'}`;
}

/** A duration without the seconds that nobody asks for: `41 min`, `2 h`, `12 s`. */
export function roundly(ms: number): string {
  const unit = ms < 60_000 ? 1_000 : 60_000;
  return formatDuration(Math.round(ms / unit) * unit);
}

const MOST_GROUPS = 5;

/** Mentions of the user groups that the incident's checks want to be told on such news. */
export function mentionsOn(when: Mention['when'][number], { members }: Incident, checkOf: CheckOf): string[] {
  return groupsOn(when, members, checkOf).slice(0, MOST_GROUPS).map(groupMention);
}

/** The group of a check that joined, unless the alert has told it already. */
export function mentionsOfJoined(joined: string, { members }: Incident, checkOf: CheckOf): string[] {
  const index = members.findIndex(({ check }) => check === joined);
  const earlier = index === -1 ? members : members.slice(0, index);
  const told = groupsOn('alert', earlier, checkOf);
  return groupsOn('alert', [{ check: joined }], checkOf)
    .filter((group) => !told.includes(group))
    .map(groupMention);
}

function groupsOn(
  when: Mention['when'][number],
  members: readonly { readonly check: string }[],
  checkOf: CheckOf,
): string[] {
  const mentions = members.flatMap(({ check }) => checkOf(check)?.mention ?? []);
  return [...new Set(mentions.filter((mention) => mention.when.includes(when)).map(({ group }) => group))];
}

import type { Incident, Step } from '#checks/book.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, sentence } from './escape.ts';
import { snoozeWords } from './incident.ts';
import { roundly, runsWords } from './incident-words.ts';
import { channelMention, groupMention, said } from './rich.ts';
import { slackTime } from './when.ts';

/** The text of a section, with room to spare. */
const ROOM = 2_800;
const LONGEST_WORDS = 200;

/** How an incident went, a line for each thing that happened: one message in its thread, edited. The oldest are left out. */
export function incidentCourse(incident: Incident): Content {
  const steps = (incident.course ?? []).map((step) => line(step.at, stepWords(incident.kind, step)));
  const begin = [line(incident.since, 'first seen'), line(incident.openedAt, 'confirmed')];
  const shown: string[] = [];
  let room = ROOM - begin.join('\n').length;
  for (const step of steps.toReversed()) {
    room -= step.length + 1;
    if (room < 0) break;
    shown.unshift(step);
  }
  const left = steps.length - shown.length;
  const more = left === 0 ? [] : [`and ${left} more`];
  return said([...begin, ...more, ...shown].join('\n'));
}

function line(at: number, words: string): string {
  return `${slackTime(at) ?? 'at an unknown time'} ${words}`;
}

function stepWords(kind: Incident['kind'], { at, news }: Step): string {
  const isFailure = kind === 'failure';
  switch (news.kind) {
    case 'cause-changed':
      return `now it is: ${words(news.headline)} (check ${inert(news.check, 60)})${takenOnBefore(news)}`;
    case 'joined':
      return `check ${inert(news.check, 60)} too: ${words(news.headline)}`;
    case 'escalated':
      return `told ${receivers(news)}: nobody had acknowledged it for ${roundly(news.unacknowledgedForMs)}`;
    case 'acknowledged':
      return `acknowledged by ${mention(news.by)}: no reminders from now on`;
    case 'snoozed':
      return `snoozed by ${mention(news.by)} ${snoozeWords({ ...news, at })}`;
    case 'woken':
      return 'the snooze is over';
    case 'reopened':
      return `again: ${words(news.headline)}`;
    case 'recovered': {
      const end = isFailure ? 'over' : 'seen again';
      return `*${end} after ${roundly(news.afterMs)}*, ${runsWords(kind, news.runs)}`;
    }
    case 'abandoned':
      return sentence(`check ${inert(news.check, 60)} is no longer in focus.yml: nobody will see the end of this`);
    case 'noted':
      return `${mention(news.by)}: “${words(news.words)}”`;
  }
}

function takenOnBefore({ acknowledgedBefore: by }: Extract<Step['news'], { readonly kind: 'cause-changed' }>): string {
  return by === undefined ? '' : `; ${mention(by)} had acknowledged what it was before, nobody has acknowledged this`;
}

function words(text: string): string {
  return inert(text, LONGEST_WORDS);
}

function receivers({ channel, group }: Extract<Step['news'], { readonly kind: 'escalated' }>): string {
  const told = [...(channel === undefined ? [] : [channelMention(channel)]), ...(group ? [groupMention(group)] : [])];
  return told.length === 0 ? 'once more' : told.join(' and ');
}

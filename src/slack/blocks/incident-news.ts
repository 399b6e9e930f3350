import type { Incident, News } from '#checks/book.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, sentence } from './escape.ts';
import {
  answerOf,
  type CheckOf,
  matterOf,
  mentionsOfJoined,
  mentionsOn,
  roundly,
  runsWords,
} from './incident-words.ts';
import { channelMention, groupMention, said } from './rich.ts';

export type Escalated = Extract<News, { readonly kind: 'escalated' }>;

/**
 * The reply for news that is to reach somebody: a reminder, an escalation, and what the check's group wants to be told of.
 * Undefined for all else: the thread has it as a line of the incident's course, and an edit disturbs nobody.
 */
export function newsReply(incident: Incident, news: News, checkOf: CheckOf): Content | undefined {
  switch (news.kind) {
    case 'reminder':
      return said([reminder(incident, news), ...mentionsOn('reminder', incident, checkOf)].join(' '));
    case 'woken':
      return said(`${mention(news.by)} No longer snoozed. ${goesOn(incident, news)}`);
    case 'escalated':
      return escalationReply(incident, news, checkOf);
    case 'reopened':
      return toGroups(`Again: ${inert(news.headline, 400)}`, mentionsOn('alert', incident, checkOf));
    case 'recovered':
      return toGroups(`Over after ${roundly(news.afterMs)}`, mentionsOn('recovery', incident, checkOf));
    case 'joined':
      return toGroups(
        `Check ${inert(news.check, 60)} too: ${inert(news.headline, 400)}`,
        mentionsOfJoined(news.check, incident, checkOf),
      );
    case 'cause-changed': {
      const { acknowledgedBefore: by, headline } = news;
      if (by === undefined) return undefined;
      const now = sentence(`Now it is: ${inert(headline, 400)}`);
      return said(`${mention(by)} ${now} You acknowledged what it was before; nobody has acknowledged this.`);
    }
    case 'opened':
    case 'details':
    case 'acknowledged':
    case 'snoozed':
    case 'abandoned':
      return undefined;
  }
}

export function escalationReply(incident: Incident, news: Escalated, checkOf: CheckOf): Content {
  const others = mentionsOn('escalation', incident, checkOf).filter((one) => one !== groupMention(news.group ?? ''));
  return said([escalated(news), ...others].join(' '));
}

function toGroups(fact: string, groups: readonly string[]): Content | undefined {
  return groups.length === 0 ? undefined : said([sentence(fact), ...groups].join(' '));
}

function reminder(incident: Incident, news: Extract<News, { readonly kind: 'reminder' }>): string {
  const nobody = incident.acknowledged ? '' : ' Nobody has acknowledged it.';
  return `${goesOn(incident, news)}${nobody}`;
}

function goesOn(
  incident: Incident,
  { failingForMs, runs }: Extract<News, { readonly kind: 'reminder' | 'woken' }>,
): string {
  return `Still, for ${roundly(failingForMs)}: ${matterOf(incident)}; ${runsWords(incident.kind, runs)}.`;
}

function escalated({ unacknowledgedForMs, channel, group }: Escalated): string {
  const nobody = `Nobody has acknowledged it for ${roundly(unacknowledgedForMs)}`;
  if (channel !== undefined) return `${nobody}, so it is told in ${channelMention(channel)} too.`;
  return group === undefined ? `${nobody}.` : `${nobody}, so it is for ${groupMention(group)} now.`;
}

/** The reply when the second channel takes no message: what nobody there got to know. */
export function escalationFailed(incident: Incident, news: Escalated, checkOf: CheckOf, why: string): Content {
  const { channel = '', unacknowledgedForMs, group } = news;
  const nobody = `Nobody has acknowledged it for ${roundly(unacknowledgedForMs)}`;
  const fact = `${nobody}, and ${channelMention(channel)} could not be told: ${sentence(inert(why, 500))}`;
  const groups = group === undefined ? [] : [groupMention(group)];
  return said([...new Set([fact, ...groups, ...mentionsOn('escalation', incident, checkOf)])].join(' '));
}

/** The message for the second channel. `place`: where the incident's own message is, as mrkdwn. */
export function escalationMessage(incident: Incident, news: Escalated, checkOf: CheckOf, place: string): Content {
  const { mark, text } = answerOf(incident, checkOf);
  const nobody = `Nobody has acknowledged it for ${roundly(news.unacknowledgedForMs)}; it is cared for in ${place}.`;
  const groups = news.group === undefined ? [] : [groupMention(news.group)];
  return said([`:${mark}: ${sentence(text)}`, nobody, ...groups].join(' '));
}

import type { Incident, News } from '#checks/book.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, sentence } from './escape.ts';
import { snoozeWords } from './incident.ts';
import { answerOf, type CheckOf, mentionsOfJoined, mentionsOn, roundly, runsWords } from './incident-words.ts';
import { channelMention, groupMention, said } from './rich.ts';

/** What is told in one sentence or two in the thread of an incident: neither its message nor a report. */
export type Told = Exclude<News, { readonly kind: 'opened' | 'details' }>;
export type Escalated = Extract<News, { readonly kind: 'escalated' }>;

/** The reply for one piece of news: the fact first, then whom it is for. Inert whatever its texts are. */
export function newsReply(incident: Incident, news: Told, checkOf: CheckOf): Content {
  return said([factOf(incident, news), ...mentionsFor(incident, news, checkOf)].join(' '));
}

function factOf({ kind, environment, acknowledged }: Incident, news: Told): string {
  const isFailure = kind === 'failure';
  switch (news.kind) {
    case 'cause-changed':
      return changed(news);
    case 'joined':
      return sentence(`Also noticed by check ${inert(news.check, 60)}: ${inert(news.headline, 1_000)}`);
    case 'reminder': {
      const still = isFailure ? 'Still failing' : `Still cannot check ${inert(environment, 100)}`;
      const nobody = acknowledged ? '' : ' Nobody has acknowledged it.';
      return `${still} for ${roundly(news.failingForMs)}; ${runsWords(kind, news.runs)}.${nobody}`;
    }
    case 'escalated':
      return escalated(news);
    case 'acknowledged':
      return `${mention(news.by)} acknowledged it: no reminders from now on.`;
    case 'snoozed':
      return `${mention(news.by)} snoozed it ${snoozeWords(news)}`;
    case 'reopened': {
      const again = isFailure ? 'Failing again' : `Cannot check ${inert(environment, 100)} again`;
      return sentence(`${again}: ${inert(news.headline, 1_000)}`);
    }
    case 'recovered': {
      const over = isFailure ? 'Recovered' : `Can check ${inert(environment, 100)} again`;
      return `${over} after ${roundly(news.afterMs)}; ${runsWords(kind, news.runs)}.`;
    }
    case 'abandoned':
      return `Check ${inert(news.check, 60)} is no longer in focus.yml, so the bot will not see the end of this.`;
  }
}

function changed({ check, from, headline, nextStep }: Extract<News, { readonly kind: 'cause-changed' }>): string {
  const now = `The cause changed: ${sentence(inert(headline, 1_000))}`;
  const next = nextStep === undefined ? '' : ` *Next:* ${sentence(inert(nextStep, 500))}`;
  return `${now} It was ${inert(from, 100)} (check ${inert(check, 60)}).${next}`;
}

function escalated({ unacknowledgedForMs, channel, group }: Escalated): string {
  const nobody = `Nobody has acknowledged it for ${roundly(unacknowledgedForMs)}`;
  if (channel !== undefined) return `${nobody}, so it is told in ${channelMention(channel)} too.`;
  return group === undefined ? `${nobody}.` : `${nobody}, so it is for ${groupMention(group)} now.`;
}

function mentionsFor(incident: Incident, news: Told, checkOf: CheckOf): string[] {
  switch (news.kind) {
    case 'reminder':
      return mentionsOn('reminder', incident, checkOf);
    case 'escalated':
      return mentionsOn('escalation', incident, checkOf).filter((group) => group !== groupMention(news.group ?? ''));
    case 'reopened':
      return mentionsOn('alert', incident, checkOf);
    case 'recovered':
      return mentionsOn('recovery', incident, checkOf);
    case 'joined':
      return mentionsOfJoined(news.check, incident, checkOf);
    case 'cause-changed':
    case 'acknowledged':
    case 'snoozed':
    case 'abandoned':
      return [];
  }
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

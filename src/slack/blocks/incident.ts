import type { KnownBlock } from '@slack/types';
import type { Incident } from '#checks/book.ts';
import type { Content } from '../content.ts';
import { inert } from './escape.ts';
import { incidentButtons } from './incident-buttons.ts';
import { careOf, contextOf, factsOf, noticedBy, runbooksOf } from './incident-lines.ts';
import { section } from './incident-markup.ts';
import { noticedByBlocks } from './incident-members.ts';
import { mentionsOn } from './incident-mentions.ts';
import { answerOf, type CheckOf, leadOf, sentence } from './incident-words.ts';

/** As much as the message of a notification may say. */
const LONGEST_TEXT = 2_900;

export interface IncidentLooks {
  /** It is posted now: the groups that want alerts are mentioned. An edit mentions nobody. */
  readonly isNew?: boolean;
}

/**
 * The one message of an incident as it is now: what is the matter, what to do, since when, who notices it and who cares
 * for it. Within Slack's limits for any incident, and inert whatever its texts are.
 */
export function incidentMessage(incident: Incident, checkOf: CheckOf, { isNew = false }: IncidentLooks = {}): Content {
  const { mark, text: answer } = answerOf(incident, checkOf);
  const isOpen = incident.state !== 'resolved';
  const mentions = isNew && isOpen ? mentionsOn('alert', incident, checkOf).join(' ') : '';
  const first = `:${mark}: ${answer}`;
  const next = isOpen ? nextOf(incident) : '';
  const facts = [factsOf(incident), careOf(incident)].filter((line) => line !== '').join(' ');
  const runbooks = runbooksOf(incident, checkOf);
  return {
    text: fitted([sentence(first), mentions, next, facts, noticedBy(incident), runbooks]),
    blocks: [
      section(first),
      ...lines([next, facts]),
      ...noticedByBlocks(incident, checkOf),
      ...lines([runbooks, mentions]),
      ...incidentButtons(incident, checkOf),
      contextOf(incident),
    ],
  };
}

function nextOf(incident: Incident): string {
  const step = leadOf(incident)?.nextStep;
  return step === undefined ? '' : `*Next:* ${sentence(inert(step, 500))}`;
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

import type { Incident, News, Notice } from '#checks/book.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { incidentMessage } from '../blocks/incident.ts';
import { incidentCourse } from '../blocks/incident-course.ts';
import {
  type Escalated,
  escalationFailed,
  escalationMessage,
  escalationReply,
  newsReply,
} from '../blocks/incident-news.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import { channelMention, messageLink } from '../blocks/rich.ts';
import type { Content } from '../message/content.ts';
import { describeFailure, isForGood, judgeFailure } from '../message/failure.ts';
import type { MessageRef } from '../message/outbox.ts';
import type { Messenger } from '../message/post.ts';
import { createReportReply, type Draw, type Reported } from './report-reply.ts';

/** The messages of incidents. Each is sent once, however often it is asked for. */
export interface IncidentTeller {
  /** Resolves when Slack has it, or never will, as somebody deleted the thread; rejects when it may be asked again. */
  tell(incident: Incident, notice: Notice): Promise<void>;
  /**
   * Lets the message, and the course in its thread, show the incident as it is now; true when they do. One that was never
   * told is left untold. Rejects when the message is not there and cannot be posted.
   */
  show(incident: Incident): Promise<boolean>;
}

export interface IncidentTellerOptions {
  readonly messenger: Messenger;
  readonly checkOf: CheckOf;
  /** An investigation, while it is kept. */
  reported(investigation: string): Promise<Reported | undefined>;
  readonly draw: Draw;
  /** Where the pages of causes are. */
  readonly docsUrl?: string;
  readonly log: Log;
}

const GONE = 'the message of an incident is gone, so nothing more is told in its thread';
/** Of the notice that has the first report told. */
const FIRST = 'details';

export function createIncidentTeller(options: IncidentTellerOptions): IncidentTeller {
  const { messenger, checkOf, reported, log } = options;
  const replyOf = createReportReply(options);

  const open = (incident: Incident): Promise<MessageRef> =>
    messenger.open(`incident:${incident.id}`, {
      channel: incident.channel,
      content: incidentMessage(incident, checkOf, { isNew: true }),
      urgency: 'alert',
    });

  const openCourse = (incident: Incident, root: MessageRef) =>
    messenger.reply(`incident:${incident.id}:course`, root, incidentCourse(incident), 'alert');

  /** The one reply with a report: another one takes its place. */
  async function details(
    { id, revision }: Incident,
    root: MessageRef,
    key: string,
    investigation: string,
  ): Promise<void> {
    const known = await reported(investigation);
    if (known === undefined) return log.info({ key, investigation }, 'the details of an incident are no longer kept');
    const content = await replyOf(known);
    if (!content) return;
    const reply = await messenger.reply(`incident:${id}:${FIRST}:reply`, root, content, 'alert');
    if (key !== FIRST && !(await shows(reply, content, revision)))
      throw new Error('Slack did not take the edit of a report');
  }

  /** What comes after it may be there already: an incident is as its last revision. A message that is gone shows nothing. */
  async function shows(message: MessageRef, content: Content, revision: number): Promise<boolean> {
    const edits = messenger.edits(message);
    edits.show(content, { state: 'told', term: revision });
    const ending = await edits.flush();
    return ending.kind !== 'untold' || isForGood(ending.why);
  }

  /** What the thread says about it: also that the other channel takes no message, for the thread's news wait for this. */
  async function escalate(incident: Incident, news: Escalated, root: MessageRef, key: string): Promise<Content> {
    const { channel, ...toGroup } = news;
    if (channel === undefined || channel === incident.channel) return escalationReply(incident, toGroup, checkOf);
    const content = escalationMessage(incident, news, checkOf, placeOf(root));
    try {
      await messenger.open(`${key}:channel`, { channel, content, urgency: 'alert' });
      return escalationReply(incident, news, checkOf);
    } catch (error) {
      if (!(error instanceof ExplainedError) || judgeFailure(error).kind !== 'refused') throw error;
      log.warn({ key, error: error.message }, 'the channel for escalations takes no message');
      return escalationFailed(incident, news, checkOf, `${error.message}. ${error.advice}`);
    }
  }

  async function reply(incident: Incident, news: News, root: MessageRef, key: string): Promise<void> {
    const name = `incident:${incident.id}:${key}`;
    if (news.kind === 'opened') return void (await openCourse(incident, root));
    if (news.kind === 'details') return details(incident, root, key, news.investigation);
    const isEscalation = news.kind === 'escalated';
    const content = isEscalation ? await escalate(incident, news, root, name) : newsReply(incident, news, checkOf);
    if (content) await messenger.reply(name, root, content, 'alert');
  }

  return {
    async tell(incident, { key, news }) {
      const root = await open(incident);
      try {
        await reply(incident, news, root, key);
      } catch (error) {
        if (!isForGood(error)) throw error;
        log.warn({ incident: incident.id, key, failure: describeFailure(error) }, GONE);
      }
    },

    async show(incident) {
      if (!incident.isTold) return false;
      const root = await open(incident);
      const course = await openCourse(incident, root);
      const { revision } = incident;
      const shown = [
        shows(root, incidentMessage(incident, checkOf), revision),
        shows(course, incidentCourse(incident), revision),
      ];
      return (await Promise.all(shown)).every((isShown) => isShown);
    },
  };
}

function placeOf({ channel, ts }: MessageRef): string {
  const thread = messageLink({ channel, ts }, 'its thread');
  return thread === undefined ? channelMention(channel) : `${channelMention(channel)}, ${thread}`;
}

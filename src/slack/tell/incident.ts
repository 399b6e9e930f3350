import type { Incident, News, Notice } from '#checks/book.ts';
import type { Report } from '#investigation/report/report.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { incidentMessage } from '../blocks/incident.ts';
import { type Escalated, escalationFailed, escalationMessage, newsReply } from '../blocks/incident-news.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import { replyReport } from '../blocks/reply.ts';
import { channelMention, link } from '../blocks/rich.ts';
import type { Content } from '../message/content.ts';
import type { MessageRef } from '../message/outbox.ts';
import type { Messenger } from '../message/post.ts';

/** The messages of incidents. Each is sent once, however often it is asked for. */
export interface IncidentTeller {
  /** Resolves when Slack has it; rejects when it does not, and may be asked again then. */
  tell(incident: Incident, notice: Notice): Promise<void>;
  /**
   * Lets the message show the incident as it is now; true when it does. One that was never told is left untold. Rejects
   * when the message is not there and cannot be posted.
   */
  show(incident: Incident): Promise<boolean>;
}

export interface IncidentTellerOptions {
  readonly messenger: Messenger;
  readonly checkOf: CheckOf;
  /** The stored report of an investigation, while it is kept. */
  reportOf(investigation: string): Promise<Report | undefined>;
  readonly log: Log;
}

export function createIncidentTeller({ messenger, checkOf, reportOf, log }: IncidentTellerOptions): IncidentTeller {
  const open = (incident: Incident): Promise<MessageRef> =>
    messenger.open(`incident:${incident.id}`, {
      channel: incident.channel,
      content: incidentMessage(incident, checkOf, { isNew: true }),
    });

  async function details(root: MessageRef, key: string, investigation: string): Promise<void> {
    const report = await reportOf(investigation);
    if (report === undefined) return log.info({ key, investigation }, 'the details of an incident are no longer kept');
    const content = replyReport(report);
    if (content) await messenger.reply(`${key}:reply`, root, content);
  }

  /** What the thread says about it: also that the other channel takes no message, for the thread's news wait for this. */
  async function escalate(incident: Incident, news: Escalated, root: MessageRef, key: string): Promise<Content> {
    if (news.channel === undefined || news.channel === incident.channel) return toGroup(incident, news);
    const content = escalationMessage(incident, news, checkOf, placeOf(root));
    try {
      await messenger.open(`${key}:channel`, { channel: news.channel, content });
      return newsReply(incident, news, checkOf);
    } catch (error) {
      if (!(error instanceof ExplainedError)) throw error;
      log.warn({ key, error: error.message }, 'the channel for escalations takes no message');
      return escalationFailed(incident, news, checkOf, `${error.message}. ${error.advice}`);
    }
  }

  function toGroup(incident: Incident, { channel: _own, ...news }: Escalated): Content {
    return newsReply(incident, news, checkOf);
  }

  async function reply(incident: Incident, news: News, root: MessageRef, key: string): Promise<void> {
    if (news.kind === 'opened') return;
    if (news.kind === 'details') return details(root, key, news.investigation);
    const isEscalation = news.kind === 'escalated';
    const content = isEscalation ? await escalate(incident, news, root, key) : newsReply(incident, news, checkOf);
    await messenger.reply(key, root, content);
  }

  return {
    async tell(incident, { key, news }) {
      await reply(incident, news, await open(incident), `incident:${incident.id}:${key}`);
    },

    async show(incident) {
      if (!incident.isTold) return false;
      const edits = messenger.edits(await open(incident));
      edits.show(incidentMessage(incident, checkOf));
      return edits.flush();
    },
  };
}

/** Slack leads a link without the workspace's name to the reader's own. */
function placeOf({ channel, ts }: MessageRef): string {
  const thread = link(`https://slack.com/archives/${channel}/p${ts.replace('.', '')}`, 'its thread');
  return thread === undefined ? channelMention(channel) : `${channelMention(channel)}, ${thread}`;
}

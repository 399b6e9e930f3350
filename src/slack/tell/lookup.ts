import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import type { LogFile } from '#lookups/logs/report.ts';
import type { AskedLookup } from '#lookups/question.ts';
import type { Asker } from '#queue/askers.ts';
import type { LookupRequest } from '#queue/requests.ts';
import { inert, isSlackUser, mention } from '../blocks/escape.ts';
import { followMessage } from '../blocks/follow.ts';
import { logsFiles } from '../blocks/logs.ts';
import { lostMessage } from '../blocks/progress.ts';
import { channelMention, context } from '../blocks/rich.ts';
import type { Content, NewerKind } from '../message/content.ts';
import { judgeFailure } from '../message/failure.ts';
import type { Late } from '../message/late.ts';
import type { MessageRef } from '../message/outbox.ts';
import type { Messenger, SharedFile } from '../message/post.ts';
import type { Privately } from '../message/privately.ts';
import type { Standing } from '../message/states.ts';

/** The answer to a look-up; its files go into its thread, where those of the message are whose place it takes. */
export interface Answer {
  readonly content: Content;
  readonly files?: readonly SharedFile[];
  /** Slack user ids of who asked the same elsewhere: each is told too. */
  readonly others?: readonly string[];
  /** What stands in the thread for a newer block, where the workspace refuses that. */
  readonly standIn?: { readonly of: NewerKind; draw(): Promise<SharedFile | undefined> };
}

/**
 * The messages of look-ups. Each is sent once, also when a worker dies meanwhile and another one answers again. An answer that
 * Slack does not take is told later.
 */
export interface LookupTeller {
  answer(request: LookupRequest, answer: Answer): Promise<void>;
  /** Shows one state after another on one message; the last one, which has an end, with the files. */
  following(request: LookupRequest, attempt: number, first: FollowState): Promise<Following>;
  /** A file in the thread that it was asked for in. */
  file(request: LookupRequest, file: SharedFile): Promise<void>;
  /** Says it to who asked, or to another one who asked the same, and to nobody else. */
  alone(request: LookupRequest, content: Content, asker?: Asker): Promise<void>;
  /** Tells who asked that somebody else cancelled it. */
  cancelled(request: LookupRequest, by: string): Promise<void>;
  /** Tells that there will be no answer: in the channel, or to the asker alone where it takes none. */
  lost(request: LookupRequest, why: string): Promise<void>;
}

export interface Following {
  show(state: FollowState): void;
  end(state: FollowState, files: readonly LogFile[]): Promise<void>;
}

export interface LookupTellerOptions {
  readonly messenger: Messenger;
  readonly late: Late;
  readonly privately: Privately;
  readonly log: Log;
}

/** People attach so many to a message at most; Slack names no limit for apps. */
const FILES_TOGETHER = 10;

export function createLookupTeller({ messenger, late, privately, log }: LookupTellerOptions): LookupTeller {
  const open = ({ lookup, channel, thread }: LookupRequest, content: Content): Promise<MessageRef> =>
    thread === undefined
      ? messenger.open(lookup, { channel, content, urgency: 'answer' })
      : messenger.reply(lookup, { channel, ts: thread }, content, 'answer');

  const alone = (request: LookupRequest, content: Content, asker?: Asker) => {
    const { user, channel } = asker ?? { user: request.requestedBy, channel: request.channel };
    // A thread is of one channel.
    const { thread } = channel === request.channel ? request : {};
    return privately({ user, channel, ...(thread !== undefined && { thread }) }, content);
  };

  /** False where another one shows the end of it. */
  async function end(request: LookupRequest, of: MessageRef, content: Content, standing: Standing): Promise<boolean> {
    const { lookup: key, requestedBy: asker } = request;
    const edits = messenger.edits(of);
    edits.show(content, standing);
    const ending = await edits.flush();
    if (ending.kind === 'untold')
      await late.keep({ key, how: { kind: 'edit', of, standing }, content, asker }, ending.why);
    return ending.kind !== 'overtaken';
  }

  /** Undefined where it waits until Slack takes it, or goes to the asker alone as Slack wants none of it in its channel. */
  async function opened(request: LookupRequest, { content, files = [] }: Answer): Promise<MessageRef | undefined> {
    try {
      return await open(request, content);
    } catch (error) {
      const { kind } = judgeFailure(error);
      if (kind === 'bug' || kind === 'content') throw error;
      const { lookup: key, channel, thread, requestedBy: asker } = request;
      const kept = files.length > 0 ? saying(content, 'Its files were not kept: ask once more for them') : content;
      if (kind === 'refused') {
        const told = saying(kept, `Not shown in ${channelMention(channel)}: ${inert(wordsOf(error), 500)}`);
        await late.tell({ key: `${key}:alone`, how: { kind: 'message', channel: asker }, content: told, asker });
        return undefined;
      }
      const to = { channel, ts: thread ?? '' };
      const how = thread === undefined ? ({ kind: 'message', channel } as const) : ({ kind: 'reply', to } as const);
      await late.keep({ key, how, content: kept, asker }, error);
      return undefined;
    }
  }

  /** Slack misplaces what is sent below a reply. */
  async function attach(request: LookupRequest, answer: MessageRef, files: readonly SharedFile[]): Promise<void> {
    const { lookup, thread = answer.ts } = request;
    const to = { channel: answer.channel, ts: thread };
    for (let begin = 0; begin < files.length; begin += FILES_TOGETHER)
      await messenger.upload(`${lookup}:files-${begin}`, to, ...files.slice(begin, begin + FILES_TOGETHER));
  }

  return {
    async answer(request, answer) {
      const { content, files = [], standIn, others = [] } = answer;
      const { channel, edits: ts, requestedAt: term } = request;
      if (ts !== undefined) return void (await end(request, { channel, ts }, content, { state: 'corrected', term }));
      const message = await opened(request, answer);
      for (const asker of others.filter(isSlackUser)) {
        const how = { kind: 'message', channel: asker } as const;
        await late.tell({ key: `${request.lookup}:asker:${asker}`, how, content, asker });
      }
      if (!message) return;
      const drawn = standIn && !(await messenger.mayTake(standIn.of)) ? await standIn.draw() : undefined;
      await attach(request, message, drawn ? [...files, drawn] : files);
    },

    async following(request, term, first) {
      const root = await open(request, followMessage(first));
      const edits = messenger.edits(root);
      return {
        show: (state) => edits.show(followMessage(state), { state: 'running', term }),
        async end(state, files) {
          if (!(await end(request, root, followMessage(state), { state: 'told', term }))) return;
          await attach(request, root, logsFiles({ files, notSeen: [] }));
        },
      };
    },

    async file({ lookup, channel, thread }, file) {
      await messenger.upload(`${lookup}:file`, { channel, ts: thread ?? '' }, file);
    },

    alone,

    async cancelled(request, by) {
      if (by === request.requestedBy) return;
      const command = inert(typed(request.asked), 100);
      await alone(request, { text: `${mention(by)} cancelled your \`${command}\` before it had an answer.` });
    },

    async lost(request, why) {
      const { lookup, requestedBy, environment, asked } = request;
      const content = lostMessage({ reference: lookup, environment, requestedBy, command: typed(asked) }, why);
      try {
        await open({ ...request, lookup: `${lookup}:lost` }, content);
      } catch (error) {
        log.warn({ lookup, error: describeError(error) }, 'its channel takes no message');
        const how = { kind: 'message', channel: requestedBy } as const;
        await late.tell({ key: `${lookup}:lost-to`, how, content, asker: requestedBy });
      }
    },
  };
}

function saying({ text, blocks, ...others }: Content, words: string): Content {
  return { ...others, text: `${text}\n${words}`, ...(blocks && { blocks: [...blocks, context([words])] }) };
}

function wordsOf(error: unknown): string {
  return error instanceof ExplainedError ? `${error.message}. ${error.advice}` : describeError(error);
}

/** As it would be typed; the evidence is of a timing. */
function typed(asked: AskedLookup): string {
  if (asked.kind === 'bundle' || asked.kind === 'opinion' || asked.kind === 'recorded-run') return '/focus timing';
  if (asked.kind === 'accuracy') return '/focus history accuracy';
  if (asked.kind === 'series') return `/focus timing runs=${asked.runs}`;
  const jobId = asked.kind === 'logs' ? asked.request.jobId : 'jobId' in asked ? asked.jobId : '';
  return `/focus ${asked.kind} ${jobId}`.trimEnd();
}

import { randomUUID } from 'node:crypto';
import { isTrue, textOf } from './arguments.ts';
import { readContent } from './content.ts';
import type { Arguments } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Ephemeral, Message, Workspace } from './workspace.ts';

/** Source: docs.slack.dev/interactivity/handling-user-interaction. */
const USES = 5;
const VALID_MS = 30 * 60_000;

/** Where the answers to an interaction go. */
export interface ReplyTo {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed. */
  readonly message?: { readonly ts: string };
}

export type Answer = Ephemeral | Message;

export interface ResponseUrls {
  /** A new address and the list of what arrives there. */
  issue(to: ReplyTo): { readonly path: string; readonly answers: readonly Answer[] };
  /** Takes what was posted to an address; throws a Refusal when the address is unknown, used up or too old. */
  receive(path: string, args: Arguments): void;
}

export function createResponseUrls(workspace: Workspace): ResponseUrls {
  const { clock } = workspace;
  const issued = new Map<
    string,
    { readonly to: ReplyTo; readonly at: number; readonly answers: Answer[]; uses: number }
  >();
  return {
    issue(to) {
      const path = `/response/${randomUUID()}`;
      const answers: Answer[] = [];
      issued.set(path, { to, at: clock.now(), answers, uses: 0 });
      return { path, answers };
    },
    receive(path, args) {
      const address = issued.get(path);
      if (!address || clock.now() - address.at > VALID_MS) throw new Refusal('expired_url');
      if (address.uses >= USES) throw new Refusal('used_url');
      const answer = takeAnswer(workspace, address.to, args);
      address.uses += 1;
      if (answer) address.answers.push(answer);
    },
  };
}

function takeAnswer(workspace: Workspace, to: ReplyTo, args: Arguments): Answer | undefined {
  const original = to.message && workspace.find(to.channel, to.message.ts);
  const seenAlone = to.message && workspace.ephemerals.find(({ ts }) => ts === to.message?.ts);
  if (isTrue(args, 'delete_original')) {
    if (original) workspace.remove(original);
    return undefined;
  }
  const content = readContent(args);
  if (isTrue(args, 'replace_original') && original) return workspace.change(original, content, true);
  if (isTrue(args, 'replace_original') && seenAlone) return workspace.changeEphemeral(seenAlone, content);
  const inChannel = textOf(args, 'response_type') === 'in_channel';
  if (inChannel) return workspace.post({ channel: to.channel, user: workspace.bot.userId, files: [], ...content });
  const thread = textOf(args, 'thread_ts');
  const place = { channel: to.channel, ...(thread !== undefined && { thread_ts: thread }) };
  return workspace.postEphemeral({ ...place, user: to.user, via: 'response_url', ...content });
}

import type { ModalView } from '@slack/types';
import type { Content } from '../message/content.ts';

/**
 * One subcommand of `/focus`. It neither acknowledges nor catches: whoever calls it does both once for all.
 * Help, routing and the list of what exists come from these fields.
 */
export interface Command {
  readonly name: string;
  /** The whole line as typed, such as `/focus help [command]`. */
  readonly usage: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Whole lines that work as they are. */
  readonly examples?: readonly string[];
  /** A line for each argument, for `help <command>`. */
  readonly details?: readonly string[];
  run(call: CommandCall): Promise<void>;
}

export interface CommandCall {
  /** What was typed after the subcommand's name; of a message all that can be read in it. */
  readonly text: string;
  /** Slack user id. */
  readonly user: string;
  /** Slack channel id. */
  readonly channel: string;
  /** Of the message under which the answer belongs, where it was asked in a message. */
  readonly thread?: string;
  readonly triggerId: string;
  /** Only to the asker. */
  respond(content: Content): Promise<void>;
  /** Shows the asker a form. Slack gives 3 s since the asking; rejects with an ExplainedError when it does not open it. */
  openModal(view: ModalView): Promise<void>;
}

/** One button, or one select, of a message, the App Home or a form. Acknowledging and catching is done by whoever calls it. */
export interface Action {
  /** The button's `action_id`. */
  readonly id: string;
  run(call: ActionCall): Promise<void>;
}

export interface ActionCall {
  /** The button's value, or the chosen option's: it comes from outside and may be anything. */
  readonly value: string;
  /** Slack user id of who clicked. */
  readonly user: string;
  /** Slack channel id; outside of messages the id of who clicked: what is posted there is a direct message. */
  readonly channel: string;
  /** Of the message with the button; there is none in the App Home and in forms. */
  readonly messageTs?: string;
  /** Of the message that begins its thread, where it is a reply: Slack misplaces replies to a reply. */
  readonly threadTs?: string;
  readonly triggerId: string;
  /** Only to who clicked; outside of messages as a direct message. */
  respond(content: Content): Promise<void>;
  /** In place of the message with the button, where only who clicked sees it. */
  replace(content: Content): Promise<void>;
  /** Shows who clicked a form. Slack gives 3 s since the click; rejects with an ExplainedError when it does not open it. */
  openModal(view: ModalView): Promise<void>;
}

/** One shortcut of messages. Acknowledging and catching is done by whoever calls it. */
export interface Shortcut {
  /** The shortcut's `callback_id`. */
  readonly id: string;
  run(call: ShortcutCall): Promise<void>;
}

export interface ShortcutCall extends Omit<CommandCall, 'thread'> {
  /** Of the message, or of the one that begins its thread: there the answer belongs. */
  readonly thread: string;
  /** Of a message of the bot itself: its small print, which may say who asked, where, and about which job. */
  readonly byline?: string;
}

/** One form. As with a command, acknowledging and catching is done by whoever calls it. */
export interface Modal {
  /** The view's `callback_id`. */
  readonly id: string;
  /** Judges what was filled in, at once and without asking anybody: Slack gives 3 s. */
  check(call: Submitted): Checked;
}

/** What somebody filled in: all of it comes from outside and may be anything. */
export interface Submitted {
  /** Slack user id. */
  readonly user: string;
  /** The view's `private_metadata`; an empty text when it has none. */
  readonly metadata: string;
  /**
   * By the `block_id` of the input: its text, number or date as text, the value of the chosen option, the id of the
   * chosen conversation or person. Trimmed; undefined where nothing was filled in.
   */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** Either what is wrong, by `block_id` and shown below that input while the form stays open; or what to do once it is closed. */
export type Checked =
  | { readonly mistakes: Readonly<Record<string, string>> }
  | { run(tools: SubmitTools): Promise<void> };

export interface SubmitTools {
  /** Only to who submitted, as a direct message. */
  whisper(content: Content): Promise<void>;
  readonly triggerId: string;
}

import type { Content } from '../content.ts';

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
  /** What was typed after the subcommand's name. */
  readonly text: string;
  /** Slack user id. */
  readonly user: string;
  /** Slack channel id. */
  readonly channel: string;
  readonly triggerId: string;
  /** Only to the asker. */
  respond(content: Content): Promise<void>;
}

/** One button. As with a command, acknowledging and catching is done by whoever calls it. */
export interface Action {
  /** The button's `action_id`. */
  readonly id: string;
  run(call: ActionCall): Promise<void>;
}

export interface ActionCall {
  /** The button's value: it comes from outside and may be anything. */
  readonly value: string;
  /** Slack user id of who clicked. */
  readonly user: string;
  /** Slack channel id. */
  readonly channel: string;
  /** Of the message with the button. */
  readonly messageTs: string;
  readonly triggerId: string;
  /** Only to who clicked. */
  respond(content: Content): Promise<void>;
}

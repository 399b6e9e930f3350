/** What the lab's page and its server tell each other: plain data, so that both may know it. */

/** Who sits before the page, and before the prompt, unless it is another. */
export const ME = 'U0ONCALL';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

export interface ShownChannel {
  readonly id: string;
  readonly name: string;
  /** Whose direct messages with the bot these are. */
  readonly directWith?: string;
}

export interface ShownFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
}

export interface ShownMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  /** Who wrote it; the bot where it is an ephemeral one. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files: readonly ShownFile[];
  readonly isEdited: boolean;
  /** The only person who sees it. */
  readonly only?: string;
}

export interface ShownView {
  readonly id: string;
  readonly hash: string;
  readonly title?: string;
  readonly submit?: string;
  readonly close?: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
}

/** A job as it really lives; the bot never sees this. */
export interface ShownJob {
  readonly id: string;
  /** Of other people, as the story has them. */
  readonly isOthers: boolean;
  /** Each stage that came, s after configure. */
  readonly stages: readonly (readonly [stage: string, s: number])[];
  /** What else really happened to it. */
  readonly deeds: readonly string[];
  readonly isOver: boolean;
}

/** Of a report: what really happened, and whether the verdict was right; undefined where the story does not say. */
export interface ShownTruth {
  readonly channel: string;
  readonly ts: string;
  readonly isRight?: boolean;
  /** The rule whose cause the bot named, or its verdict where it named none. */
  readonly said: string;
  /** Which of `sayings` are right to say. */
  readonly right: readonly string[];
  readonly words: string;
}

export interface ShownWorld {
  /** Ids of the scenarios that are switched on; of several all faults hold. */
  readonly scenarios: readonly string[];
  /** Ids of what is switched on by hand. */
  readonly switched: readonly string[];
  /** Whether bot and worker run checks of their own. */
  readonly hasChecks: boolean;
  readonly jobs: readonly ShownJob[];
  readonly pods: readonly { readonly name: string; readonly phase: string; readonly isReady: boolean }[];
  readonly queues: readonly { readonly name: string; readonly consumers: number; readonly ready: number }[];
  readonly connections: number;
}

export interface Hello {
  readonly kind: 'hello';
  readonly people: readonly Person[];
  readonly bot: { readonly id: string; readonly name: string };
  readonly channels: readonly ShownChannel[];
  /** What `/focus` is followed by, for completion. */
  readonly commands: readonly { readonly usage: string; readonly summary: string }[];
  readonly scenarios: readonly { readonly id: string; readonly story: string }[];
  readonly switches: readonly { readonly id: string; readonly story: string }[];
  /** What a bot may say: verdicts, and ids of rules. */
  readonly sayings: readonly string[];
  readonly messages: readonly ShownMessage[];
}

/** Everything that is small, whole, whenever a part of it changes. */
export interface State {
  readonly kind: 'state';
  readonly homes: Readonly<Record<string, ShownView>>;
  /** The forms that are open before people, the newest first. */
  readonly modals: Readonly<Record<string, readonly ShownView[]>>;
  readonly world: ShownWorld;
  readonly truths: readonly ShownTruth[];
}

export type Told =
  | Hello
  | State
  | { readonly kind: 'message'; readonly message: ShownMessage }
  | { readonly kind: 'gone'; readonly channel: string; readonly ts: string };

/** What somebody does on the page. */
export type Act =
  | { readonly act: 'command'; readonly user: string; readonly channel: string; readonly text: string }
  | {
      readonly act: 'say';
      readonly user: string;
      readonly channel: string;
      readonly text: string;
      readonly thread?: string;
    }
  | {
      readonly act: 'click';
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly action: string;
      readonly option?: string;
    }
  | {
      readonly act: 'click-home' | 'click-modal';
      readonly user: string;
      readonly action: string;
      readonly option?: string;
    }
  | { readonly act: 'shortcut'; readonly user: string; readonly channel: string; readonly ts: string }
  | { readonly act: 'submit'; readonly user: string; readonly values: Readonly<Record<string, string | undefined>> }
  | { readonly act: 'open-home' | 'close-modal'; readonly user: string }
  | { readonly act: 'become'; readonly scenarios: readonly string[] }
  | { readonly act: 'turn'; readonly id: string; readonly on: boolean }
  | { readonly act: 'configure' | 'restart' | 'reconnect' }
  /** Checks run every so often, such as `20s`; absent: none does. */
  | { readonly act: 'check'; readonly every?: string };

/** `mistakes`: of a form, by its blocks. */
export type Answered = { readonly mistakes?: Readonly<Record<string, string>> } | { readonly error: string };

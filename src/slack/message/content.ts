import type { KnownBlock } from '@slack/types';

/** What a message says. `text` stands alone: notifications and screen readers show nothing else. */
export interface Content {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** Stands above the blocks; a message whose picture Slack refuses is sent without it. */
  readonly picture?: Picture;
}

/** A picture that Slack has already. */
export interface Picture {
  /** Of Slack's file. */
  readonly id: string;
  /** What it shows, for those who do not see it. */
  readonly altText: string;
}

/** One message of a thread. What had to be cut is whole in the file. */
export interface Reply {
  readonly content: Content;
  readonly file?: AttachedText;
}

export interface AttachedText {
  /** Such as `log-lines.txt`: no word from outside is in it. */
  readonly filename: string;
  readonly title: string;
  readonly content: string;
}

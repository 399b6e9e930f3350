import type { Content } from '../content.ts';

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

import type { KnownBlock } from '@slack/types';

/** What a message says. `text` stands alone: notifications and screen readers show nothing else. */
export interface Content {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
}

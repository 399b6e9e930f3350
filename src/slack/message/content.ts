import type { Block, KnownBlock } from '@slack/types';

/** What a message says. `text` stands alone: notifications and screen readers show nothing else. */
export interface Content {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** Stands above the blocks; a message whose picture Slack refuses is sent without it. */
  readonly picture?: Picture;
  /** The same with a block that not every workspace takes. It is tried first; `blocks` are for those that refuse it. */
  readonly newer?: Newer;
}

export type WireBlock = KnownBlock | ChartBlock;

export interface Newer {
  readonly kind: NewerKind;
  readonly blocks: readonly WireBlock[];
}

export type NewerKind = 'data_table' | 'data_visualization';

/** Unknown to @slack/types 3.2. Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export interface ChartBlock extends Block {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'line';
    /** Each has a value for every category. */
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: {
      readonly categories: readonly string[];
      readonly x_label: string;
      readonly y_label: string;
    };
  };
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

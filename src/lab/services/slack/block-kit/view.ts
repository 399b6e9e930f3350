import { z } from 'zod';
import { inputBlock } from './inputs.ts';
import { commonBlocks, wideBlocks } from './message-block.ts';
import { limited, plainText } from './text.ts';

/** Slack takes 100 blocks in a view. Which blocks may stand where: docs.slack.dev/reference/block-kit/blocks. */
const BLOCKS = 100;

const common = {
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: limited(255).optional(),
};

/** Source of the limits: the JSDoc of @slack/types 3.2 and docs.slack.dev/reference/views. */
const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    ...common,
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    blocks: z.array(z.discriminatedUnion('type', [...commonBlocks, inputBlock])).max(BLOCKS),
  })
  .refine(({ submit, blocks }) => submit !== undefined || blocks.every(({ type }) => type !== 'input'), {
    message: 'must provide submit where there is an input block',
  });

const home = z.strictObject({
  type: z.literal('home'),
  ...common,
  blocks: z.array(z.discriminatedUnion('type', [...commonBlocks, ...wideBlocks, inputBlock])).max(BLOCKS),
});

export const viewShape = z.discriminatedUnion('type', [modal, home]);

import { z } from 'zod';
import { button, imageElement, imageMessage, imageSource, interactive, oneImageSource } from './elements.ts';
import { richTextBlock } from './rich-text.ts';
import { anyText, identifier, limited, listOf, markupText, plainText } from './text.ts';

const block_id = identifier;

const tableCell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  richTextBlock,
]);
const columnSetting = z.strictObject({
  align: z.enum(['left', 'center', 'right']).optional(),
  is_wrapped: z.boolean().optional(),
});

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText(3000).optional(),
    fields: listOf(anyText(2000), 10).optional(),
    accessory: z.discriminatedUnion('type', [...interactive, imageElement]).optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    message: 'must provide text or fields',
  });

const card = z.strictObject({
  type: z.literal('card'),
  block_id,
  hero_image: imageElement.optional(),
  icon: imageElement.optional(),
  title: markupText(150).optional(),
  subtitle: markupText(150).optional(),
  body: markupText(200).optional(),
  actions: z.array(button).optional(),
});

/** What may stand in messages, forms and the App Home alike. */
export const commonBlocks = [
  section,
  z.strictObject({ type: z.literal('header'), block_id, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: listOf(z.discriminatedUnion('type', [plainText(3000), markupText(3000), imageElement]), 10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id,
    elements: listOf(z.discriminatedUnion('type', [...interactive]), 25),
  }),
  z
    .strictObject({
      type: z.literal('image'),
      block_id,
      alt_text: limited(2000),
      title: plainText(2000).optional(),
      ...imageSource,
    })
    .refine(oneImageSource, imageMessage),
  richTextBlock,
  card,
] as const;

/** What may stand in messages and the App Home. */
export const wideBlocks = [
  z.strictObject({
    type: z.literal('table'),
    block_id,
    rows: listOf(listOf(tableCell, 20), 100),
    column_settings: z.array(columnSetting).max(20).optional(),
  }),
  z.strictObject({
    type: z.literal('data_table'),
    block_id,
    rows: listOf(listOf(tableCell, 20), 101, 2),
    caption: z.string().min(1),
    page_size: z.int().min(1).max(100).optional(),
    row_header_column_index: z.int().min(0).max(19).optional(),
  }),
  z.strictObject({ type: z.literal('carousel'), block_id, elements: listOf(card, 10) }),
] as const;

const point = z.strictObject({ label: limited(20), value: z.number() });
/** Of its charts the one that this bot draws. Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
const chart = z
  .strictObject({
    type: z.literal('line'),
    series: listOf(z.strictObject({ name: limited(20), data: listOf(point, 20) }), 6),
    axis_config: z.strictObject({
      categories: listOf(limited(20), 20),
      x_label: limited(50).optional(),
      y_label: limited(50).optional(),
    }),
  })
  .refine(({ series }) => new Set(series.map(({ name }) => name)).size === series.length, {
    message: 'series names must be unique',
  })
  .refine(
    ({ series, axis_config: { categories } }) =>
      series.every(({ data }) => data.map(({ label }) => label).join('\n') === categories.join('\n')),
    { message: 'each series must have one point for each category' },
  );
const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  block_id,
  title: limited(50),
  chart,
});

const markdown = z.strictObject({ type: z.literal('markdown'), block_id, text: limited(12_000) });

/**
 * One block of a message. Refused although Slack would take them: blocks that no report of this bot is made of (video,
 * container, context_actions, plan, task_card, input), and `alert`, about which its documents disagree.
 */
export const messageBlock = z.discriminatedUnion('type', [...commonBlocks, ...wideBlocks, markdown, dataVisualization]);

import { z } from 'zod';
import { identifier, limited } from './text.ts';

const textStyle = z
  .strictObject({
    bold: z.boolean(),
    italic: z.boolean(),
    strike: z.boolean(),
    underline: z.boolean(),
    code: z.boolean(),
  })
  .partial()
  .optional();
const richText = z.strictObject({ type: z.literal('text'), text: z.string().min(1), style: textStyle });
const richLink = z.strictObject({
  type: z.literal('link'),
  url: z.string().min(1),
  text: z.string().optional(),
  unsafe: z.boolean().optional(),
  style: textStyle,
});
const richMention = (type: string, field: string) =>
  z.strictObject({ type: z.literal(type), [field]: z.string().min(1), style: textStyle });
const richElement = z.discriminatedUnion('type', [
  richText,
  richLink,
  richMention('user', 'user_id'),
  richMention('channel', 'channel_id'),
  richMention('usergroup', 'usergroup_id'),
  richMention('color', 'value'),
  richMention('broadcast', 'range'),
  z.strictObject({ type: z.literal('emoji'), name: limited(255), unicode: z.string().optional(), style: textStyle }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: z.string().min(1),
    url: z.string().optional(),
    fallback: z.string().optional(),
    style: textStyle,
  }),
]);
const border = z.union([z.literal(0), z.literal(1)]).optional();
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richElement) });
export const richTextBlock = z.strictObject({
  type: z.literal('rich_text'),
  block_id: identifier,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        richSection,
        z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(richElement), border }),
        z.strictObject({
          type: z.literal('rich_text_preformatted'),
          elements: z.array(z.discriminatedUnion('type', [richText, richLink])),
          border,
          language: z.string().optional(),
        }),
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          elements: z.array(richSection),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          border,
        }),
      ]),
    )
    .min(1),
});

import { z } from 'zod';
import { anyText, identifier, limited, listOf, plainText } from './text.ts';

/**
 * What may stand inside a block, with Slack's documented limits.
 * Sources: the JSDoc of @slack/types 3.2 and docs.slack.dev/reference/block-kit.
 */

const colour = z.enum(['primary', 'danger']).optional();
const confirm = z
  .strictObject({
    title: plainText(100),
    text: anyText(300),
    confirm: plainText(30),
    deny: plainText(30),
    style: colour,
  })
  .partial({ title: true, confirm: true, deny: true })
  .optional();

export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: identifier,
  value: z.string().max(2000).optional(),
  url: limited(3000).optional(),
  style: colour,
  confirm,
  accessibility_label: limited(75).optional(),
});

const option = z.strictObject({
  text: anyText(75),
  value: limited(75),
  description: anyText(75).optional(),
  url: limited(3000).optional(),
});
const optionGroup = z.strictObject({ label: plainText(75), options: listOf(option, 100) });
const choice = { action_id: identifier, confirm, focus_on_load: z.boolean().optional() };
const placeholder = plainText(150).optional();
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: identifier,
  confirm,
  options: listOf(option, 5),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...choice,
  options: listOf(option, 10),
  initial_options: listOf(option, 10).optional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...choice,
  options: listOf(option, 10),
  initial_option: option.optional(),
});
const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...choice,
    placeholder,
    options: listOf(option, 100).optional(),
    option_groups: listOf(optionGroup, 100).optional(),
    initial_option: option.optional(),
  })
  .refine((select) => (select.options === undefined) !== (select.option_groups === undefined), {
    message: 'must provide either options or option_groups',
  });
// Elements this project does not build are let through by their type alone.
const looseElements = ['users_select', 'conversations_select', 'channels_select', 'datepicker', 'timepicker'] as const;
const loose = looseElements.map((type) => z.looseObject({ type: z.literal(type), action_id: identifier }));

export const imageSource = {
  image_url: limited(3000).optional(),
  slack_file: z.strictObject({ id: limited(255).optional(), url: limited(3000).optional() }).optional(),
};
export const oneImageSource = (image: { image_url?: unknown; slack_file?: unknown }) =>
  (image.image_url === undefined) !== (image.slack_file === undefined);
export const imageMessage = { message: 'must provide either image_url or slack_file' };
export const imageElement = z
  .strictObject({ type: z.literal('image'), alt_text: limited(2000), ...imageSource })
  .refine(oneImageSource, imageMessage);

export const interactive = [button, overflow, checkboxes, radioButtons, staticSelect, ...loose] as const;

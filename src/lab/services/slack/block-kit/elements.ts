import { isDeepStrictEqual } from 'node:util';
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
const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...choice,
    options: listOf(option, 10),
    initial_option: option.optional(),
  })
  .refine(offersItsInitialOption, { message: 'initial_option must be one of the options' });
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
  })
  .refine(offersItsInitialOption, { message: 'initial_option must be one of the options' });
export const choices = [checkboxes, radioButtons, staticSelect] as const;

type Option = z.infer<typeof option>;
interface Offer {
  readonly options?: readonly Option[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly Option[] }[] | undefined;
  readonly initial_option?: Option | undefined;
}

function offersItsInitialOption({ options = [], option_groups = [], initial_option: initial }: Offer): boolean {
  const all = [...options, ...option_groups.flatMap((group) => group.options)];
  return initial === undefined || all.some((one) => isDeepStrictEqual(one, initial));
}

export const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...choice,
  placeholder,
  initial_conversation: limited(255).optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: z.looseObject({}).optional(),
});
export const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...choice,
  placeholder,
  initial_user: limited(255).optional(),
});
export const dates = [
  z.strictObject({
    type: z.literal('datetimepicker'),
    ...choice,
    // Unix seconds of ten digits.
    initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  }),
  // Elements this project does not build are let through by their type alone.
  ...(['channels_select', 'datepicker', 'timepicker'] as const).map((type) =>
    z.looseObject({ type: z.literal(type), action_id: identifier }),
  ),
] as const;

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

export const interactive = [button, overflow, ...choices, conversationsSelect, usersSelect, ...dates] as const;

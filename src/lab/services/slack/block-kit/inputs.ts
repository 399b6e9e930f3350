import { z } from 'zod';
import { choices, conversationsSelect, dates, usersSelect } from './elements.ts';
import { identifier, plainText } from './text.ts';

const focus = { action_id: identifier, focus_on_load: z.boolean().optional(), placeholder: plainText(150).optional() };
/** A number as text. */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a number');

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...focus,
  initial_value: z.string().optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  dispatch_action_config: z.looseObject({}).optional(),
});

const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...focus,
  is_decimal_allowed: z.boolean(),
  initial_value: decimal.optional(),
  min_value: decimal.optional(),
  max_value: decimal.optional(),
  dispatch_action_config: z.looseObject({}).optional(),
});

/** Something to fill in. */
export const inputBlock = z.strictObject({
  type: z.literal('input'),
  block_id: identifier,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: z.discriminatedUnion('type', [
    plainTextInput,
    numberInput,
    ...choices,
    conversationsSelect,
    usersSelect,
    ...dates,
  ]),
});

import type { KeptBlock, KeptView } from './views.ts';

/** What somebody fills in, by `block_id`; undefined empties an input. */
export type Filled = Readonly<Record<string, string | undefined>>;

interface Option {
  readonly value: string;
}

/** An element that holds something, as far as its state depends on it. */
interface Field {
  readonly type: string;
  readonly action_id?: string;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
  readonly [setting: string]: unknown;
}

/** By element: where its state holds what was filled in, and which setting holds what it starts with. */
const HOLDS: Readonly<Record<string, readonly [string, string]>> = {
  plain_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  checkboxes: ['selected_options', 'initial_options'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  users_select: ['selected_user', 'initial_user'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
};

/**
 * `state.values` of a view in which this was filled in. Rejects what nobody could fill in: an option that is not
 * offered, text longer than allowed, nothing where something is required.
 */
export function stateOf(view: KeptView, filled: Filled = {}): Record<string, Record<string, object>> {
  const known = view.blocks.map(({ block_id }) => block_id);
  const unknown = Object.keys(filled).find((id) => !known.includes(id));
  if (unknown !== undefined) throw new Error(`the view has no block "${unknown}", only ${known.join(', ')}`);
  const blocks = view.blocks.flatMap((block) => {
    const fields = fieldsOf(block);
    return fields.length === 0 ? [] : [[block.block_id, stateOfBlock(view, block, fields, filled)]];
  });
  return Object.fromEntries(blocks);
}

/** Throws where a person could not send the form off yet. */
export function checkComplete(view: KeptView, state: ReturnType<typeof stateOf>): void {
  for (const { type, optional, block_id } of view.blocks) {
    const isEmpty = Object.values(state[block_id] ?? {}).every(isEmptyState);
    if (type === 'input' && optional !== true && isEmpty)
      throw new Error(`nobody could send this form off: "${block_id}" is required and empty`);
  }
}

function isEmptyState({ type: _type, ...held }: { type?: unknown }): boolean {
  return Object.values(held).every((value) => value === null || (Array.isArray(value) && value.length === 0));
}

function fieldsOf({ element, accessory, elements }: KeptBlock): readonly Field[] {
  const all: readonly unknown[] = [element, accessory, ...(Array.isArray(elements) ? elements : [])];
  return all.filter(
    (one): one is Field =>
      typeof one === 'object' && one !== null && 'type' in one && Object.hasOwn(HOLDS, String(one.type)),
  );
}

/** What is filled in goes to the first field of a block. */
function stateOfBlock(view: KeptView, { block_id }: KeptBlock, fields: readonly Field[], filled: Filled) {
  return Object.fromEntries(
    fields.map((field, index) => {
      const [holds = '', starts = ''] = HOLDS[field.type] ?? [];
      const isFilled = index === 0 && Object.hasOwn(filled, block_id);
      const held = isFilled ? hold(field, block_id, filled[block_id]) : (field[starts] ?? startOf(field, view));
      return [field.action_id ?? `a${index}`, { type: field.type, [holds]: held }];
    }),
  );
}

function startOf({ type, default_to_current_conversation: isHere }: Field, { openedIn }: KeptView): unknown {
  if (type === 'checkboxes') return [];
  return (isHere === true && openedIn) || null;
}

function hold(field: Field, block: string, value: string | undefined): unknown {
  switch (field.type) {
    case 'plain_text_input':
    case 'number_input':
      return value === undefined || value === '' ? null : typed(field, block, value);
    case 'static_select':
    case 'radio_buttons':
      return value === undefined ? null : chosen(field, block, value);
    case 'checkboxes':
      return (value ?? '')
        .split(',')
        .filter(Boolean)
        .map((one) => chosen(field, block, one));
    case 'datetimepicker':
      return value === undefined ? null : Number(value);
    default:
      return value ?? null;
  }
}

/** The option of this value, as Slack hands it over. */
export function chosen(
  { options = [], option_groups = [] }: Pick<Field, 'options' | 'option_groups'>,
  where: string,
  value: string,
): Option {
  const all = [...options, ...option_groups.flatMap((group) => group.options)];
  const option = all.find((one) => one.value === value);
  if (option) return option;
  throw new Error(`"${where}" does not offer "${value}", only ${all.map((one) => one.value).join(', ')}`);
}

function typed(field: Field, block: string, value: string): string {
  const { type, min_length = 0, max_length = 3000, min_value = -Infinity, max_value = Infinity } = field;
  const amount = type === 'number_input' ? Number(value) : value.length;
  const [least, most] = type === 'number_input' ? [min_value, max_value] : [min_length, max_length];
  if (amount >= Number(least) && amount <= Number(most)) return value;
  throw new Error(`"${block}" does not take "${value}": it is to be from ${least} to ${most}`);
}

import { createContext, useContext } from 'react';
import { type Json, optionsOf, wordsOf } from './json.ts';

/** What a form's fields hold, and what is wrong with them. */
export interface Filling {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly mistakes: Readonly<Record<string, string>>;
  fill(block: string, value: string | undefined): void;
}
export const FillingIn = createContext<Filling | undefined>(undefined);

export function Input({ block }: { readonly block: Json }) {
  const form = useContext(FillingIn);
  const id = String(block.block_id);
  const mistake = form?.mistakes[id];
  return (
    <label className="input">
      <b>
        {wordsOf(block.label)}
        {block.optional === true && <small> (optional)</small>}
      </b>
      <Field it={block.element as Json} id={id} isWrong={mistake !== undefined} />
      {mistake !== undefined && (
        <span className="mistake" role="alert">
          {mistake}
        </span>
      )}
      {block.hint ? <small>{wordsOf(block.hint)}</small> : null}
    </label>
  );
}

function Field({ it, id, isWrong }: { readonly it: Json; readonly id: string; readonly isWrong: boolean }) {
  const form = useContext(FillingIn);
  const held = form && Object.hasOwn(form.values, id) ? (form.values[id] ?? '') : heldAtFirst(it);
  const fill = (value: string) => form?.fill(id, value === '' ? undefined : value);
  const common = {
    value: held,
    'aria-invalid': isWrong,
    onChange: ({ target }: { target: { value: string } }) => fill(target.value),
  };
  switch (it.type) {
    case 'plain_text_input':
      return it.multiline === true ? (
        <textarea {...common} rows={4} placeholder={wordsOf(it.placeholder)} />
      ) : (
        <input {...common} placeholder={wordsOf(it.placeholder)} />
      );
    case 'number_input':
      return <input {...common} inputMode="decimal" placeholder={wordsOf(it.placeholder)} />;
    case 'datepicker':
      return <input {...common} type="date" />;
    case 'timepicker':
      return <input {...common} type="time" />;
    case 'datetimepicker':
      return (
        <input
          type="datetime-local"
          value={held === '' ? '' : new Date(Number(held) * 1_000).toISOString().slice(0, 16)}
          onChange={({ target }) => fill(target.value === '' ? '' : String(Date.parse(`${target.value}Z`) / 1_000))}
        />
      );
    case 'conversations_select':
    case 'channels_select':
      return (
        <select {...common}>
          <option value="">Choose a channel</option>
          <option value="C0INCIDENT">#incidents</option>
        </select>
      );
    case 'checkboxes':
      return <Boxes it={it} held={held} fill={fill} />;
    default:
      return (
        <select {...common}>
          <option value="">{wordsOf(it.placeholder) || 'Choose an option'}</option>
          {optionsOf(it).map(({ value, words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      );
  }
}

function Boxes({ it, held, fill }: { readonly it: Json; readonly held: string; fill(value: string): void }) {
  const chosen = held.split(',').filter(Boolean);
  const toggled = (value: string) =>
    chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return optionsOf(it).map(({ value, words }) => (
    <span key={value} className="box">
      <input
        type="checkbox"
        aria-label={words}
        checked={chosen.includes(value)}
        onChange={() => fill(toggled(value).join(','))}
      />{' '}
      {words}
    </span>
  ));
}

/** What a field holds when its form opens. */
function heldAtFirst(it: Json): string {
  const [, first] = Object.entries(it).find(([name]) => name.startsWith('initial_')) ?? [];
  if (Array.isArray(first)) return first.map((option: Json) => String(option.value)).join(',');
  if (first !== null && typeof first === 'object') return String((first as Json).value ?? '');
  if (first === undefined && it.default_to_current_conversation === true) return 'C0INCIDENT';
  return first === undefined ? '' : String(first);
}

import { createContext, useContext, useState } from 'react';
import { Emoji, Link, Mention, Mrkdwn } from './text.tsx';

/** Slack's blocks, as far as the bot sends them, as Slack draws them. */

type Json = Readonly<Record<string, unknown>>;

/** What is pressed or chosen in a block. */
export type Press = (action: string, option?: string) => void;
export const Pressing = createContext<Press>(() => {});

/** What a form's fields hold, and what is wrong with them. */
export interface Filling {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly mistakes: Readonly<Record<string, string>>;
  fill(block: string, value: string | undefined): void;
}
export const FillingIn = createContext<Filling | undefined>(undefined);

export function Blocks({ blocks }: { readonly blocks: readonly unknown[] }) {
  // A block has no id of its own before Slack gives it one; edits replace the whole list.
  return blocks.map((block, index) => <Block key={`${(block as Json).block_id ?? index}`} block={block as Json} />);
}

function Block({ block }: { readonly block: Json }) {
  switch (block.type) {
    case 'rich_text':
      return list(block.elements).map(keyed(Rich));
    case 'section':
      return <Section block={block} />;
    case 'header':
      return <h3>{wordsOf(block.text)}</h3>;
    case 'context':
      return <p className="context">{list(block.elements).map(keyed(ContextPart))}</p>;
    case 'actions':
    case 'context_actions':
      return <div className="actions">{list(block.elements).map(keyed(Element))}</div>;
    case 'table':
    case 'data_table':
      return <Table block={block} />;
    case 'divider':
      return <hr />;
    case 'image':
      return <Picture block={block} />;
    case 'input':
      return <Input block={block} />;
    case 'data_visualization':
      return <p className="context">[chart: {String((block.title as Json | undefined)?.text ?? block.title ?? '')}]</p>;
    default:
      return <p className="context">[Slack draws a block of type {String(block.type)} here]</p>;
  }
}

function Section({ block }: { readonly block: Json }) {
  const fields = list(block.fields);
  return (
    <div className="section">
      <div>
        {block.text ? (
          <p dir="auto">
            <Text value={block.text} />
          </p>
        ) : null}
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field, index) => (
              <span key={index} dir="auto">
                <Text value={field} />
              </span>
            ))}
          </div>
        )}
      </div>
      {block.accessory ? <Element value={block.accessory} /> : null}
    </div>
  );
}

function ContextPart({ value }: { readonly value: unknown }) {
  const it = value as Json;
  return it.type === 'image' ? (
    <img className="small" src={String(it.image_url)} alt={String(it.alt_text)} />
  ) : (
    <span dir="auto">
      <Text value={it} />{' '}
    </span>
  );
}

function Text({ value }: { readonly value: unknown }) {
  const it = value as Json;
  return it.type === 'mrkdwn' ? <Mrkdwn text={String(it.text)} /> : <>{wordsOf(it)}</>;
}

function Picture({ block }: { readonly block: Json }) {
  const file = (block.slack_file as Json | undefined)?.id;
  const source = file === undefined ? String(block.image_url) : `files/${String(file)}`;
  return (
    <a href={source} target="_blank" rel="noreferrer">
      <img src={source} alt={String(block.alt_text ?? '')} />
    </a>
  );
}

function Element({ value }: { readonly value: unknown }) {
  const it = value as Json;
  switch (it.type) {
    case 'button':
      return <Button it={it} />;
    case 'static_select':
    case 'overflow':
      return <Select it={it} />;
    case 'feedback_buttons':
      return [it.positive_button, it.negative_button].map((button, index) => (
        <Button key={index} it={{ ...(button as Json), action_id: it.action_id, value: (button as Json).value }} />
      ));
    default:
      return <span className="context">[{String(it.type)}]</span>;
  }
}

/** What asks back does so in a dialog of its own. */
function Button({ it }: { readonly it: Json }) {
  const press = useContext(Pressing);
  const [isAsking, ask] = useState(false);
  const words = wordsOf(it.text);
  const confirm = it.confirm as Json | undefined;
  const go = () => press(String(it.action_id));
  if (typeof it.url === 'string')
    return (
      <Link url={it.url}>
        <span className="button">{words}</span>
      </Link>
    );
  return (
    <>
      <button
        type="button"
        className={String(it.style ?? '')}
        aria-label={typeof it.accessibility_label === 'string' ? it.accessibility_label : undefined}
        onClick={() => (confirm ? ask(true) : go())}
      >
        {words}
      </button>
      {confirm && isAsking && (
        <div className="veil">
          <div role="alertdialog" aria-modal="true" aria-label={wordsOf(confirm.title)} className="dialog narrow">
            <h2>{wordsOf(confirm.title)}</h2>
            <p>
              <Text value={confirm.text} />
            </p>
            <p className="foot">
              <button type="button" onClick={() => ask(false)}>
                {wordsOf(confirm.deny)}
              </button>
              <button
                type="button"
                className={confirm.style === 'danger' ? 'danger' : 'primary'}
                onClick={() => {
                  ask(false);
                  go();
                }}
              >
                {wordsOf(confirm.confirm)}
              </button>
            </p>
          </div>
        </div>
      )}
    </>
  );
}

interface Option {
  readonly value: string;
  readonly words: string;
}

function optionsOf(it: Json): readonly Option[] {
  const groups = list(it.option_groups).flatMap((group) => list((group as Json).options));
  return [...list(it.options), ...groups].map((option) => ({
    value: String((option as Json).value),
    words: wordsOf((option as Json).text),
  }));
}

function Select({ it }: { readonly it: Json }) {
  const press = useContext(Pressing);
  const initial = (it.initial_option as Json | undefined)?.value;
  const label = wordsOf(it.placeholder) || (it.type === 'overflow' ? '⋯' : 'Choose');
  return (
    <select
      aria-label={label === '⋯' ? 'More actions' : label}
      value={initial === undefined ? '' : String(initial)}
      onChange={({ target }) => press(String(it.action_id), target.value)}
    >
      {initial === undefined && <option value="">{label}</option>}
      {optionsOf(it).map(({ value, words }) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}

function Table({ block }: { readonly block: Json }) {
  const settings = list(block.column_settings) as readonly (Json | null)[];
  const look = (column: number) =>
    `${settings[column]?.is_wrapped === true ? 'wrapped' : ''} ${String(settings[column]?.align ?? '')}`;
  const rows = list(block.rows).map((row) => list(row));
  const [head = [], ...body] = rows;
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={wordsOf(block.caption) || 'Table'}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} className={look(column)}>
                <Cell value={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={column} className={look(column)} dir="auto">
                  <Cell value={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value }: { readonly value: unknown }) {
  const it = value as Json;
  return it.type === 'rich_text' ? <>{list(it.elements).map(keyed(Rich))}</> : <>{String(it.text ?? it.value ?? '')}</>;
}

function Rich({ value }: { readonly value: unknown }) {
  const it = value as Json;
  const inside = () => list(it.elements).map(keyed(Rich));
  switch (it.type) {
    case 'rich_text_section':
      return <p dir="auto">{inside()}</p>;
    case 'rich_text_preformatted':
      return <pre>{inside()}</pre>;
    case 'rich_text_quote':
      return <blockquote dir="auto">{inside()}</blockquote>;
    case 'rich_text_list':
      return (
        <ul>
          {list(it.elements).map((item, index) => (
            <li key={index} dir="auto">
              <Rich value={item} />
            </li>
          ))}
        </ul>
      );
    case 'emoji':
      return <Emoji name={String(it.name)} />;
    case 'user':
      return <Mention id={String(it.user_id)} />;
    case 'usergroup':
      return <Mention id={String(it.usergroup_id)} />;
    case 'channel':
      return <span className="mention">#{it.channel_id === 'C0INCIDENT' ? 'incidents' : String(it.channel_id)}</span>;
    case 'date':
      return <time>{String(it.fallback ?? '')}</time>;
    case 'link':
      return <Link url={String(it.url)}>{String(it.text ?? it.url)}</Link>;
    default:
      return <Styled text={String(it.text ?? '')} style={(it.style ?? {}) as Json} />;
  }
}

function Styled({ text, style }: { readonly text: string; readonly style: Json }) {
  const lines = text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [<br key={index} />, line]));
  const bold = style.bold ? <b>{lines}</b> : <>{lines}</>;
  const italic = style.italic ? <i>{bold}</i> : bold;
  return style.code ? <code>{italic}</code> : italic;
}

function Input({ block }: { readonly block: Json }) {
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

/** Positions are all the identity that parts of a block have. */
function keyed(Part: (props: { readonly value: unknown }) => React.ReactNode) {
  return (value: unknown, index: number) => <Part key={index} value={value} />;
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const inside = (value as Json | undefined)?.text;
  return inside === undefined ? '' : wordsOf(inside);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

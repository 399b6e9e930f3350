import { emojiSign } from './emoji.ts';
import type { KeptView } from './services/slack/views.ts';
import type { Message } from './services/slack/workspace.ts';

/** A Slack message as text for a terminal: what a person would read, without the looks. */
export function messageText({
  text,
  blocks,
  files,
}: Pick<Message, 'text' | 'blocks'> & { readonly files?: Message['files'] }): string {
  const said =
    blocks.length > 0
      ? blocks
          .map(blockText)
          .filter((part) => part !== '')
          .join('\n')
      : text;
  const attached = (files ?? []).map(({ name, content }) => `[file ${name}, ${content.length} bytes]`);
  return plain([said, ...attached].filter((part) => part !== '').join('\n'));
}

/** The channel's messages with their threads below them, indented. */
export function threadText(messages: readonly Message[]): string {
  const roots = messages.filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts);
  return roots
    .map((root) => {
      const replies = messages.filter(({ ts, thread_ts: thread }) => thread === root.ts && ts !== root.ts);
      return [messageText(root), ...replies.map((reply) => indent(messageText(reply)))].join('\n\n');
    })
    .join('\n\n');
}

/** A form as it opens before somebody. */
export function formText({ title, blocks }: KeptView): string {
  return [`[form ${title?.text ?? ''}]`, indent(messageText({ text: '', blocks }))].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

type Json = Readonly<Record<string, unknown>>;

function blockText(block: unknown): string {
  const it = block as Json;
  switch (it.type) {
    case 'table':
    case 'data_table':
      return tableText(list(it.rows));
    case 'actions':
      return list(it.elements)
        .map((element) => `[${pressed(element as Json)}]`)
        .join(' ');
    case 'section':
      return [inner(it.text), ...pairs(list(it.fields).map(inner))].filter((part) => part !== '').join('\n');
    case 'context':
      return list(it.elements).map(inner).join(' ');
    case 'data_visualization':
      return chartText(it);
    case 'divider':
      return '';
    case 'input':
      return `${inner(it.label)}: ${held(it.element as Json)}`;
    default:
      return inner(it);
  }
}

/** What stands on a button, or is chosen in a select. */
function pressed({ text, initial_option: chosen, placeholder }: Json): string {
  return inner(text ?? chosen ?? placeholder);
}

/** What a field holds when its form opens. */
function held(element: Json): string {
  return inner(Object.entries(element).find(([name]) => name.startsWith('initial_'))?.[1]);
}

/** Whatever text is inside, in order. */
function inner(value: unknown): string {
  if (typeof value === 'string') return value;
  const it = (value ?? {}) as Json;
  if (it.type === 'emoji') return emojiSign(String(it.name));
  if (it.type === 'date') return String(it.fallback ?? '');
  if (it.type === 'user') return `@${String(it.user_id)}`;
  if (it.type === 'rich_text_list')
    return list(it.elements)
      .map((element) => `• ${inner(element)}`)
      .join('\n');
  if (Array.isArray(it.elements)) return it.elements.map(inner).join(it.type === 'rich_text' ? '\n' : '');
  return it.text === undefined ? '' : inner(it.text);
}

function tableText(rows: readonly unknown[]): string {
  const cells = rows.map((row) => list(row).map((cell) => plain(inner(cell))));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function chartText({ title, chart }: Json): string {
  const { series, axis_config: axis } = chart as Json;
  const lines = list(series).map((one) => {
    const { name, data } = one as Json;
    return `${String(name)}: ${list(data)
      .map((point) => String((point as Json).value))
      .join(' ')}`;
  });
  return [`[chart ${String(title)}]`, list((axis as Json).categories).join(', '), ...lines].join('\n');
}

function pairs(fields: readonly string[]): readonly string[] {
  return fields.length === 0 ? [] : [fields.join('   ')];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Slack's markup as people see it: bold marks gone, dates and mentions written out, entities decoded. */
function plain(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<@([A-Z0-9]+)>/g, '@$1')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
    .replace(/:([a-z_]+):/g, (_all, name: string) => emojiSign(name))
    .replace(/(^|\s)\*([^*\n]+)\*/g, '$1$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

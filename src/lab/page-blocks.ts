import { CIRCLES, emojiSign } from './emoji.ts';

/** Slack's blocks as HTML. */

type Json = Readonly<Record<string, unknown>>;

/** PNGs as base64, by the id of Slack's file. */
export type Pictures = Readonly<Record<string, string>>;

export function blockHtml(value: unknown, pictures: Pictures): string {
  const it = value as Json;
  switch (it.type) {
    case 'rich_text':
      return list(it.elements).map(rich).join('');
    case 'section':
      return `${it.text ? `<p>${markup(it.text)}</p>` : ''}${fields(list(it.fields))}${it.accessory ? element(it.accessory) : ''}`;
    case 'header':
      return `<h3>${markup(it.text)}</h3>`;
    case 'context':
      return `<p class="context">${list(it.elements).map(markup).join(' ')}</p>`;
    case 'actions':
      return `<div class="actions">${list(it.elements).map(element).join('')}</div>`;
    case 'table':
    case 'data_table':
      return tableHtml(it);
    case 'divider':
      return '<hr>';
    case 'image':
      return imageHtml(it, pictures);
    case 'input':
      return `<p><b>${markup(it.label)}</b></p><div class="field">${escaped(held(it.element as Json))}</div>`;
    default:
      throw new Error(`no page draws a block of type ${String(it.type)}`);
  }
}

function imageHtml({ slack_file: file, alt_text: alt }: Json, pictures: Pictures): string {
  const id = String((file as Json | undefined)?.id);
  return `<img src="data:image/png;base64,${pictures[id] ?? ''}" alt="${escaped(String(alt))}">`;
}

function element(value: unknown): string {
  const it = value as Json;
  const words = escaped(wordsOf(it.text ?? it.placeholder));
  return it.type === 'button'
    ? `<button class="${String(it.style ?? '')}">${words}</button>`
    : `<span class="select">${words || '⋯'}</span>`;
}

/** What a field holds when its form opens. */
function held(field: Json): string {
  const [, first] = Object.entries(field).find(([name]) => name.startsWith('initial_')) ?? [];
  return wordsOf(first ?? field.placeholder);
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const inside = (value as Json | undefined)?.text;
  return inside === undefined ? '' : wordsOf(inside);
}

function fields(texts: readonly unknown[]): string {
  if (texts.length === 0) return '';
  return `<div class="fields">${texts.map((it) => `<span>${markup(it)}</span>`).join('')}</div>`;
}

function tableHtml({ rows, column_settings: settings }: Json): string {
  const looks = list(settings).map((it) => {
    const { is_wrapped: wrapped, align } = it as Json;
    return `${wrapped === true ? 'wrapped' : ''} ${String(align ?? '')}`;
  });
  const row = (cells: unknown) =>
    list(cells)
      .map((cell, i) => `<td class="${looks[i] ?? ''}">${cellHtml(cell)}</td>`)
      .join('');
  const drawn = list(rows).map((cells) => `<tr>${row(cells)}</tr>`);
  return `<div class="scroll"><table>${drawn.join('')}</table></div>`;
}

function cellHtml(cell: unknown): string {
  const it = cell as Json;
  return it.type === 'rich_text' ? list(it.elements).map(rich).join('') : escaped(String(it.text ?? ''));
}

function rich(value: unknown): string {
  const it = value as Json;
  const inside = () => list(it.elements).map(rich).join('');
  switch (it.type) {
    case 'rich_text_section':
      return `<p>${inside()}</p>`;
    case 'rich_text_preformatted':
      return `<pre>${inside()}</pre>`;
    case 'rich_text_list':
      return `<ul>${list(it.elements)
        .map((item) => `<li>${rich(item)}</li>`)
        .join('')}</ul>`;
    case 'emoji':
      return emoji(String(it.name));
    case 'user':
      return mentionHtml(String(it.user_id));
    case 'date':
      return escaped(String(it.fallback ?? ''));
    case 'link':
      return `<a>${escaped(String(it.text ?? it.url))}</a>`;
    default:
      return styled(escaped(String(it.text ?? '')).replaceAll('\n', '<br>'), it.style as Json | undefined);
  }
}

function styled(text: string, style: Json = {}): string {
  const bold = style.bold ? `<b>${text}</b>` : text;
  return style.code ? `<code>${bold}</code>` : bold;
}

function markup(value: unknown): string {
  return mrkdwn(wordsOf(value));
}

/** Slack's own markup; what the bot escaped stays text. */
export function mrkdwn(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<@([A-Z0-9]+)>/g, (_all, id: string) => mentionHtml(id))
    .replace(/<(?:https?:[^|>]+)\|([^>]*)>/g, '<a>$1</a>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/:([a-z_]+):/g, (_all, name: string) => emoji(name))
    .replace(/(^|[^\w*])\*([^*\n]+)\*(?!\w)/g, '$1<b>$2</b>')
    .replace(/(^|[^\w_])_([^_\n]+)_(?!\w)/g, '$1<i>$2</i>')
    .replaceAll('\n', '<br>');
}

/** The lab's people are called as their ids are. */
function mentionHtml(id: string): string {
  return `<span class="mention">@${escaped(id.replace(/^U0/, '').toLowerCase())}</span>`;
}

/** A circle that needs no font. */
function emoji(name: string): string {
  const circle = CIRCLES[name];
  return circle ? `<i class="circle" style="background:${circle.colour}"></i>` : escaped(emojiSign(name));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

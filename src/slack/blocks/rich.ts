import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DataTableBlock,
  MrkdwnElement,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextSection,
  SectionBlock,
  TableBlock,
} from '@slack/types';
import type { Content } from '../message/content.ts';
import { inert, oneLine } from './escape.ts';

/**
 * Rich text: styles are fields of their own and the text is never parsed, so words from outside can neither mention,
 * link nor format. Texts must not be empty: Slack refuses them.
 */
export function rich(...elements: RichTextBlockElement[]): RichTextBlock {
  return { type: 'rich_text', elements };
}

export function paragraph(...elements: RichTextElement[]): RichTextSection {
  return { type: 'rich_text_section', elements };
}

export function bullets(items: readonly RichTextSection[]): RichTextBlockElement {
  return { type: 'rich_text_list', style: 'bullet', elements: [...items] };
}

export function plain(text: string): RichTextElement {
  return { type: 'text', text };
}

export function bold(text: string): RichTextElement {
  return { type: 'text', text, style: { bold: true } };
}

export function emoji(name: string): RichTextElement {
  return { type: 'emoji', name };
}

export function preformatted(text: string): RichTextBlockElement {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] };
}

export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

/** Slack takes ten fields in a section. */
export function fields(texts: readonly string[]): SectionBlock[] {
  return texts.length === 0 ? [] : [{ type: 'section', fields: texts.slice(0, 10).map(mrkdwn) }];
}

/** Words with a bold one before them. */
export function labelled(label: string, words: string): RichTextBlock {
  return rich(paragraph(bold(`${label}: `), plain(words)));
}

export function context(parts: readonly string[]): ContextBlock {
  return { type: 'context', elements: [mrkdwn(parts.join(' · '))] };
}

export type Column = NonNullable<TableBlock['column_settings']>[number];
/** Of a column of words, and of numbers. */
export const WORDS: Column = { is_wrapped: true };
export const NUMBERS: Column = { align: 'right' };

/** Slack takes one table a message, of 100 rows of 20 cells. With `longest` each cell is one line of at most so many characters. */
export function tableBlock(columns: Column[], rows: readonly (readonly string[])[], longest?: number): TableBlock {
  const cell = (text: string) => ({
    type: 'raw_text' as const,
    text: longest === undefined ? text : oneLine(text, longest),
  });
  return { type: 'table', rows: rows.map((row) => row.map(cell)), column_settings: columns };
}

export type DataCell = DataTableBlock['rows'][number][number];

/** A table to sort and filter, which not every workspace takes. Slack takes 101 rows with the head, and cells with a text. */
export function dataTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly DataCell[])[],
): DataTableBlock {
  return {
    type: 'data_table',
    caption: oneLine(caption, 200),
    page_size: ROWS_A_PAGE,
    rows: [head.map(textCell), ...rows.map((row) => [...row])],
  };
}

/** As many as a phone shows. */
const ROWS_A_PAGE = 10;

export function textCell(text: string): DataCell {
  return { type: 'raw_text', text };
}

/** A message of a few sentences. `text` is mrkdwn of at most 3,000 UTF-16 units. */
export function said(text: string): Content {
  return { text, blocks: [section(text)] };
}

/** Tells everybody in a user group where it is posted, but not where it is edited. */
export function groupMention(group: string): string {
  return /^S[A-Z0-9]{1,20}$/.test(group) ? `<!subteam^${group}>` : inert(group, 80);
}

export function channelMention(channel: string): string {
  return /^[CDG][A-Z0-9]{1,20}$/.test(channel) ? `<#${channel}>` : inert(channel, 80);
}

const LONGEST_LINK = 900;

/** Undefined for what is no https link. The label is inert already. */
export function link(url: string, label: string): string | undefined {
  if (url.length > LONGEST_LINK || !/^https:\/\/[\x21-\x7e]+$/.test(url) || /[<>|]/.test(url)) return undefined;
  return `<${url.replaceAll('&', '&amp;')}|${label}>`;
}

/** To a message of this workspace: Slack leads a link without its name to the reader's own. The label is inert already. */
export function messageLink({ channel, ts }: { readonly channel: string; readonly ts: string }, label: string) {
  return link(`https://slack.com/archives/${channel}/p${ts.replace('.', '')}`, label);
}

export interface ButtonWords {
  readonly id: string;
  readonly label: string;
  /** For who hears the screen instead of seeing it. */
  readonly spoken: string;
  readonly value: string;
}

/** Slack takes 75 characters of a spoken label; who speaks to a machine says what stands on the button. */
export function button({ id, label, spoken, value }: ButtonWords): Button {
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: label, emoji: false },
    accessibility_label: oneLine(spoken.includes(label) ? spoken : `${label}: ${spoken}`, 75),
    value,
  };
}

export interface SelectOption {
  readonly label: string;
  readonly value: string;
}

/** A select alone in its row; the option of the value is chosen. Slack takes 75 characters of label and value. */
export function select(id: string, label: string, options: readonly SelectOption[], chosen?: string): ActionsBlock {
  const words = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });
  const all = options.map(({ label: shown, value }) => ({ text: words(shown), value }));
  const initial = all.find(({ value }) => value === chosen);
  const element = { type: 'static_select' as const, action_id: id, placeholder: words(label), options: all };
  return { type: 'actions', elements: [{ ...element, ...(initial && { initial_option: initial }) }] };
}

/** Verbatim: nothing but the markup written here is made into a link or a mention. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

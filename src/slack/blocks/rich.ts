import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextSection } from '@slack/types';

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

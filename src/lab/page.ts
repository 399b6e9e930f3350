import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { blockHtml, escaped, mrkdwn, type Pictures } from './page-blocks.ts';
import { STYLE } from './page-style.ts';
import type { Run, RunMessage } from './run.ts';

/** A run as Slack shows it on a page: the channel's messages with their threads, what the asker alone sees, the forms. */
export function threadPage({ messages, ephemerals, forms, pictures }: Omit<Run, 'answered' | 'calls'>): string {
  const roots = messages.filter((message) => !isReply(message));
  return page(
    ...roots.map((root) => threadHtml(root, messages, pictures)),
    ...ephemerals.map((told) => messageHtml(told, pictures, '<p class="only">Only visible to you</p>')),
    ...forms.map(formHtml),
  );
}

function page(...parts: readonly string[]): string {
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>#incidents</title>';
  return `<!doctype html>${head}<style>${fontFaces()}${STYLE}</style><main>${parts.join('\n')}</main>\n`;
}

function threadHtml(root: RunMessage, messages: readonly RunMessage[], pictures: Pictures): string {
  const replies = messages.filter((message) => message.thread_ts === root.ts && isReply(message));
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  const thread = replies.map((reply) => messageHtml(reply, pictures)).join('');
  const shown = replies.length === 0 ? '' : `<p class="count"><span>${count}</span></p>${thread}`;
  return `<section class="thread">${messageHtml(root, pictures)}${shown}</section>`;
}

function isReply({ ts, thread_ts: thread }: RunMessage): boolean {
  return thread !== undefined && thread !== ts;
}

function messageHtml(
  { text, blocks, ...rest }: Pick<RunMessage, 'text' | 'blocks'> & { readonly files?: RunMessage['files'] },
  pictures: Pictures,
  above = '',
): string {
  const said =
    blocks.length > 0 ? blocks.map((block) => blockHtml(block, pictures)).join('') : `<p>${mrkdwn(text)}</p>`;
  const files = (rest.files ?? []).map(({ id, name }) => fileHtml(id, name, pictures)).join('');
  const name = '<p class="by"><b>focus</b><span class="app">APP</span></p>';
  return `<article><i class="avatar">f</i><div class="said">${above}${name}${said}${files}</div></article>`;
}

function fileHtml(id: string, name: string, pictures: Pictures): string {
  const picture = pictures[id];
  if (picture === undefined) return `<p class="file">${escaped(name)}</p>`;
  return `<p class="context">${escaped(name)}</p><img src="data:image/png;base64,${picture}" alt="">`;
}

function formHtml({ title, blocks }: Run['forms'][number]): string {
  const inside = blocks.map((block) => blockHtml(block, {})).join('');
  return `<form><h2>${escaped(title?.text ?? '')}</h2>${inside}<p class="foot"><button>Close</button></p></form>`;
}

/** Slack writes in Lato; Hebrew is of another font on every machine. */
function fontFaces(): string {
  const { resolve } = createRequire(import.meta.url);
  const face = (family: string, weight: number, file: string) =>
    `@font-face{font-family:"${family}";font-weight:${weight};src:url("${pathToFileURL(resolve(`@expo-google-fonts/${file}.ttf`))}")}`;
  return [
    face('Lato', 400, 'lato/400Regular/Lato_400Regular'),
    face('Lato', 700, 'lato/700Bold/Lato_700Bold'),
    face('Hebrew', 400, 'noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular'),
    face('Hebrew', 700, 'noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold'),
  ].join('');
}

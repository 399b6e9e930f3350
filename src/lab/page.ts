import type { RunMessage } from './run.ts';

/** A thread as a page that looks roughly as Slack shows it: to look at a report, and to take its picture. */
export function threadPage(messages: readonly RunMessage[]): string {
  const bodies = messages.map((message) => {
    const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
    const files = message.files.map(({ name }) => `<div class="file">📄 ${escaped(name)}</div>`).join('');
    const said = message.blocks.length > 0 ? message.blocks.map(block).join('') : `<p>${mrkdwn(message.text)}</p>`;
    return `<article class="${inThread ? 'reply' : 'root'}"><b class="name">focus</b><span class="app">APP</span>${said}${files}</article>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>#incidents</title><style>${STYLE}</style><main>${bodies.join('\n')}</main>\n`;
}

const STYLE = `body{font:15px/1.46 Lato,"Liberation Sans",Arial,sans-serif;color:#1d1c1d;margin:0;background:#fff}
main{max-width:860px;padding:12px 20px}article{padding:6px 0 10px}.reply{margin-left:26px;border-left:3px solid #ddd;padding-left:16px}
.name{margin-right:6px}.circle{display:inline-block;width:13px;height:13px;border-radius:50%;vertical-align:-1px}.app{font-size:10px;background:#eee;color:#616061;border-radius:2px;padding:1px 3px}
p,ul{margin:4px 0}ul{padding-left:22px}pre{background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;font:12px/1.5 "DejaVu Sans Mono",monospace;white-space:pre-wrap}
table{border-collapse:collapse;margin:6px 0}td{border:1px solid #ddd;padding:4px 10px;font-size:14px}tr:first-child td{font-weight:bold;background:#f8f8f8}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:2px 20px;max-width:620px}.context{color:#616061;font-size:12.5px}
button{font:bold 13px Arial;background:#fff;border:1px solid #bbb;border-radius:4px;padding:5px 12px;margin:4px 8px 0 0}.file{border:1px solid #ddd;border-radius:6px;padding:8px;width:max-content}`;

type Json = Readonly<Record<string, unknown>>;

function block(value: unknown): string {
  const it = value as Json;
  switch (it.type) {
    case 'rich_text':
      return list(it.elements).map(rich).join('');
    case 'section':
      return `${it.text ? `<p>${markup(it.text)}</p>` : ''}${fields(list(it.fields))}`;
    case 'context':
      return `<p class="context">${list(it.elements).map(markup).join(' ')}</p>`;
    case 'actions':
      return list(it.elements)
        .map((button) => `<button>${escaped(String(((button as Json).text as Json).text))}</button>`)
        .join('');
    case 'table':
    case 'data_table':
      return `<table>${list(it.rows).map(tableRow).join('')}</table>`;
    default:
      return `<p>${escaped(JSON.stringify(it))}</p>`;
  }
}

function fields(texts: readonly unknown[]): string {
  return texts.length === 0
    ? ''
    : `<div class="fields">${texts.map((it) => `<span>${markup(it)}</span>`).join('')}</div>`;
}

function tableRow(row: unknown): string {
  const cells = list(row).map((cell) => `<td>${escaped(String((cell as Json).text ?? ''))}</td>`);
  return `<tr>${cells.join('')}</tr>`;
}

function rich(value: unknown): string {
  const it = value as Json;
  const inside = list(it.elements).map(rich).join('');
  switch (it.type) {
    case 'rich_text_section':
      return `<p>${inside}</p>`;
    case 'rich_text_preformatted':
      return `<pre>${inside}</pre>`;
    case 'rich_text_list':
      return `<ul>${list(it.elements)
        .map(
          (item) =>
            `<li>${list((item as Json).elements)
              .map(rich)
              .join('')}</li>`,
        )
        .join('')}</ul>`;
    case 'emoji':
      return emoji(String(it.name));
    default: {
      const text = escaped(String(it.text ?? '')).replaceAll('\n', '<br>');
      return (it.style as Json | undefined)?.bold ? `<b>${text}</b>` : text;
    }
  }
}

function markup(value: unknown): string {
  return mrkdwn(String((value as Json).text ?? ''));
}

/** Slack's own markup; what the bot escaped stays text. */
function mrkdwn(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<@([A-Z0-9]+)>/g, '@$1')
    .replace(/<(?:https?:[^|>]+)\|([^>]*)>/g, '$1')
    .replace(/:([a-z_]+):/g, (_all, name: string) => emoji(name))
    .replace(/\*([^*\n]+)\*/g, '<b>$1</b>');
}

const CIRCLES: Readonly<Record<string, string>> = {
  large_green_circle: '#2bac76',
  large_yellow_circle: '#ecb22e',
  red_circle: '#e01e5a',
  white_circle: '#dddddd',
};

/** A circle that needs no font. */
function emoji(name: string): string {
  const colour = CIRCLES[name];
  return colour ? `<i class="circle" style="background:${colour}"></i>` : `:${name}:`;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

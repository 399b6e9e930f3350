import type { ReactNode } from 'react';
import { createContext, Fragment, useContext } from 'react';

/** Slack's own markup, as far as the bot and people write it. What was escaped stays text. */

/** Signs that every font has. */
const SIGNS: Readonly<Record<string, string>> = {
  white_check_mark: '✓',
  hourglass_flowing_sand: '…',
  white_small_square: '·',
  double_vertical_bar: '‖',
  mag: '⌕',
  warning: '⚠',
  x: '✗',
  bell: '♪',
  no_bell: '‖',
};

const CIRCLES: Readonly<Record<string, string>> = {
  large_green_circle: '#2bac76',
  large_yellow_circle: '#f2c744',
  large_orange_circle: '#f0803c',
  red_circle: '#e01e5a',
  white_circle: '#e6e6e6',
};

export function Emoji({ name }: { readonly name: string }) {
  const label = name.replaceAll('_', ' ');
  const colour = CIRCLES[name];
  if (colour !== undefined)
    return <span role="img" aria-label={label} className="circle" style={{ background: colour }} />;
  const sign = SIGNS[name];
  return sign === undefined ? (
    `:${name}:`
  ) : (
    <span role="img" aria-label={label}>
      {sign}
    </span>
  );
}

export function Mention({ id }: { readonly id: string }) {
  return <span className="mention">@{id.replace(/^[US]0/, '').toLowerCase()}</span>;
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const PARTS =
  /<!date\^(?<date>\d+)\^[^|>]*\|(?<fallback>[^>]*)>|<@(?<person>[A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(?<group>[A-Z0-9]+)(?:\|[^>]*)?>|<#(?<channel>[A-Z0-9]+)(?:\|(?<named>[^>]*))?>|<(?<url>(?:https?|mailto):[^|>]+)(?:\|(?<label>[^>]*))?>|```\n?(?<block>[\s\S]*?)```|`(?<code>[^`\n]+)`|:(?<emoji>[a-z][a-z0-9_]*):|(?<![\w*])\*(?<bold>[^*\n]+)\*(?!\w)|(?<!\w)_(?<italic>[^_\n]+)_(?!\w)|(?<!\w)~(?<struck>[^~\n]+)~(?!\w)|(?<line>\n)/g;

export function Mrkdwn({ text }: { readonly text: string }) {
  return <>{nodesOf(text)}</>;
}

function nodesOf(text: string): readonly ReactNode[] {
  const nodes: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(PARTS)) {
    nodes.push(unescaped(text.slice(end, found.index)));
    nodes.push(<Fragment key={found.index}>{partOf(found.groups ?? {})}</Fragment>);
    end = found.index + found[0].length;
  }
  return [...nodes, unescaped(text.slice(end))];
}

function partOf(part: Readonly<Record<string, string | undefined>>): ReactNode {
  if (part.date !== undefined)
    return <time title={new Date(Number(part.date) * 1_000).toISOString()}>{part.fallback}</time>;
  if (part.person !== undefined) return <Mention id={part.person} />;
  if (part.group !== undefined) return <Mention id={part.group} />;
  if (part.channel !== undefined)
    return (
      <span className="mention">#{part.named || (part.channel === 'C0INCIDENT' ? 'incidents' : part.channel)}</span>
    );
  if (part.url !== undefined) return <Link url={part.url}>{unescaped(part.label ?? part.url)}</Link>;
  if (part.block !== undefined) return <pre>{unescaped(part.block)}</pre>;
  if (part.code !== undefined) return <code>{unescaped(part.code)}</code>;
  if (part.emoji !== undefined) return <Emoji name={part.emoji} />;
  if (part.bold !== undefined) return <b>{nodesOf(part.bold)}</b>;
  if (part.italic !== undefined) return <i>{nodesOf(part.italic)}</i>;
  if (part.struck !== undefined) return <s>{nodesOf(part.struck)}</s>;
  return <br />;
}

/** Leads to a message of this Slack. */
export const GoingTo = createContext<(channel: string, ts: string) => void>(() => {});

const MESSAGE = /^https:\/\/(?:[\w-]+\.)?slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})/;

export function Link({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const goTo = useContext(GoingTo);
  const [, channel, seconds, rest] = MESSAGE.exec(url) ?? [];
  if (channel !== undefined)
    return (
      <button type="button" className="link" onClick={() => goTo(channel, `${seconds}.${rest}`)}>
        {children}
      </button>
    );
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

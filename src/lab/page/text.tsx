import type { ReactNode } from 'react';
import { createContext, Fragment, useContext } from 'react';
import { CIRCLES, emojiSign } from '../emoji.ts';
import { type Json, wordsOf } from './json.ts';

/** Slack's own markup, as far as the bot and people write it. What was escaped stays text. */

export function Emoji({ name }: { readonly name: string }) {
  const circle = CIRCLES[name];
  return (
    <span
      role="img"
      aria-label={name.replaceAll('_', ' ')}
      className={circle ? 'circle' : undefined}
      style={circle && { background: circle.colour }}
    >
      {!circle && emojiSign(name)}
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
  /<!date\^(?<date>\d+)\^(?<format>[^|>]*)\|(?<fallback>[^>]*)>|<@(?<person>[A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(?<group>[A-Z0-9]+)(?:\|[^>]*)?>|<#(?<channel>[A-Z0-9]+)(?:\|(?<named>[^>]*))?>|<(?<url>(?:https?|mailto):[^|>]+)(?:\|(?<label>[^>]*))?>|```\n?(?<block>[\s\S]*?)```|`(?<code>[^`\n]+)`|:(?<emoji>[a-z][a-z0-9_]*):|(?<![\w*])\*(?<bold>[^*\n]+)\*(?!\w)|(?<!\w)_(?<italic>[^_\n]+)_(?!\w)|(?<!\w)~(?<struck>[^~\n]+)~(?!\w)|(?<line>\n)/g;

export function Text({ value }: { readonly value: unknown }) {
  const it = value as Json;
  return it.type === 'mrkdwn' ? <Mrkdwn text={String(it.text)} /> : <>{wordsOf(it)}</>;
}

interface DateProps {
  readonly seconds: number;
  readonly format: string;
  readonly fallback: string;
}

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
const DAY = { month: 'short', day: 'numeric', year: 'numeric' } as const;

/** As the reader's own clock and calendar have it; a format that is not known is its fallback. */
export function DateText({ seconds, format, fallback }: DateProps) {
  const date = new Date(seconds * 1_000);
  const day = date.toLocaleDateString([], DAY);
  const tokens: Readonly<Record<string, string>> = {
    '{time}': date.toLocaleTimeString([], CLOCK),
    '{time_secs}': date.toLocaleTimeString([], { ...CLOCK, second: '2-digit' }),
    '{date_short}': day,
    '{date_short_pretty}': day === new Date().toLocaleDateString([], DAY) ? 'Today' : day,
  };
  const shown = format.replace(/\{\w+\}/g, (token) => tokens[token] ?? token);
  return <time dateTime={date.toISOString()}>{shown.includes('{') ? fallback : shown}</time>;
}

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
    return <DateText seconds={Number(part.date)} format={part.format ?? ''} fallback={part.fallback ?? ''} />;
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

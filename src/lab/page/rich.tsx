import { type Json, list } from './json.ts';
import { DateText, Emoji, Link, Mention } from './text.tsx';

export function Rich({ value }: { readonly value: unknown }) {
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
      return (
        <DateText seconds={Number(it.timestamp)} format={String(it.format)} fallback={String(it.fallback ?? '')} />
      );
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

/** Positions are all the identity that parts of a block have. */
export function keyed(Part: (props: { readonly value: unknown }) => React.ReactNode) {
  return (value: unknown, index: number) => <Part key={index} value={value} />;
}

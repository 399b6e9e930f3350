import { Chart } from './chart.tsx';
import { Element } from './controls.tsx';
import { Input } from './fields.tsx';
import { type Json, list, wordsOf } from './json.ts';
import { keyed, Rich } from './rich.tsx';
import { DataTable, Table } from './table.tsx';
import { Text } from './text.tsx';

/** Slack's blocks, as far as the bot sends them, as Slack draws them. */
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
      return <div className="actions">{list(block.elements).map(keyed(Element))}</div>;
    case 'table':
      return <Table block={block} />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'divider':
      return <hr />;
    case 'image':
      return <Picture block={block} />;
    case 'input':
      return <Input block={block} />;
    case 'data_visualization':
      return <Chart block={block} />;
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

function Picture({ block }: { readonly block: Json }) {
  const file = (block.slack_file as Json | undefined)?.id;
  const source = file === undefined ? String(block.image_url) : `files/${String(file)}`;
  return (
    <a href={source} target="_blank" rel="noreferrer">
      <img src={source} alt={String(block.alt_text ?? '')} />
    </a>
  );
}

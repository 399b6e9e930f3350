import { useState } from 'react';
import { type Json, list, wordsOf } from './json.ts';
import { keyed, Rich } from './rich.tsx';

type Cells = readonly unknown[];

export function Table({ block }: { readonly block: Json }) {
  const settings = list(block.column_settings) as readonly (Json | null)[];
  const look = (column: number) =>
    `${settings[column]?.is_wrapped === true ? 'wrapped' : ''} ${String(settings[column]?.align ?? '')}`;
  const [head = [], ...body] = list(block.rows).map(list);
  return <Grid label="Table" head={head.map(keyed(Cell))} body={body} look={look} />;
}

/** Slack shows it in pages, and puts its rows in the order of the column whose head is pressed. */
export function DataTable({ block }: { readonly block: Json }) {
  const [first, show] = useState(0);
  const [by, sort] = useState<number>();
  const caption = wordsOf(block.caption);
  const size = Number(block.page_size ?? 5);
  const [head = [], ...body] = list(block.rows).map(list);
  const rows = by === undefined ? body : body.toSorted((one, other) => inOrder(one[by], other[by]));
  const heads = head.map((cell, column) => (
    <button type="button" key={column} className="link" onClick={() => sort(by === column ? undefined : column)}>
      <Cell value={cell} />
      {by === column && ' ↓'}
    </button>
  ));
  return (
    <>
      <p className="context">{caption}</p>
      <Grid label={caption} head={heads} body={rows.slice(first, first + size)} look={() => ''} />
      {rows.length > size && (
        <p className="pager context">
          {first + 1}–{Math.min(first + size, rows.length)} of {rows.length}
          <button type="button" disabled={first === 0} onClick={() => show(first - size)}>
            Previous
          </button>
          <button type="button" disabled={first + size >= rows.length} onClick={() => show(first + size)}>
            Next
          </button>
        </p>
      )}
    </>
  );
}

interface GridProps {
  readonly label: string;
  readonly head: readonly React.ReactNode[];
  readonly body: readonly Cells[];
  look(column: number): string;
}

function Grid({ label, head, body, look }: GridProps) {
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} className={look(column)}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={column} className={look(column)} dir="auto">
                  <Cell value={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value }: { readonly value: unknown }) {
  const it = value as Json;
  return it.type === 'rich_text' ? <>{list(it.elements).map(keyed(Rich))}</> : <>{String(it.text ?? it.value ?? '')}</>;
}

function inOrder(one: unknown, other: unknown): number {
  const [a, b] = [one as Json, other as Json];
  if (a.type === 'raw_number' && b.type === 'raw_number') return Number(a.value) - Number(b.value);
  return textOf(a).localeCompare(textOf(b), undefined, { numeric: true });
}

function textOf(it: Json): string {
  return typeof it.text === 'string'
    ? it.text
    : list(it.elements)
        .map((each) => textOf(each as Json))
        .join('');
}

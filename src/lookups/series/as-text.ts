import type { SeriesReport } from './report.ts';

/** A series for a terminal: the rates first, then what to do, then what stands out. */
export function seriesText({ state, headline, act, facts, table, runs }: SeriesReport): string {
  const { columns, rows } = table;
  const parts = [
    [`${state.environment}: ${headline}`, ...(act ? [act.join(': ')] : [])].join('\n'),
    `${state.ended.length} of ${state.asked} runs, ${state.request}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    rows.length === 0 ? '' : aligned([columns, ...rows]),
    runs.map(({ words, investigation }) => `${words} · investigation ${investigation}`).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

import { sealedMark } from './mark.ts';
import { saysSecret } from './names.ts';
import { isTelling } from './telling.ts';

const HEAD = /^(?=[\w."\t -]*[|,])[\w."|,\t -]{3,2000}$/m;
const HEAD_CELL = /^[ \t]*"?[\w.-]{1,60}"?[ \t]*$/;
const RULE = /^[-+|:= \t]+$/;

/** Masks the columns of a table, of a database's client or of comma-separated values, whose head names a secret. */
export function maskTables(text: string): string {
  if (!text.includes('\n') || !HEAD.test(text)) return text;
  const lines = text.split('\n');
  let columns: readonly number[] = [];
  let cells = 0;
  let sep = '|';
  return lines
    .map((line) => {
      if (columns.length > 0 && RULE.test(line)) return line;
      const row = columns.length > 0 ? line.split(sep) : [];
      if (columns.length > 0 && row.length === cells) return masked(row, columns).join(sep);
      sep = line.includes('|') ? '|' : ',';
      const head = HEAD.test(line) ? line.split(sep) : [];
      columns = secretColumns(head);
      cells = head.length;
      return line;
    })
    .join('\n');
}

function secretColumns(head: readonly string[]): readonly number[] {
  const named = head.filter((cell) => cell.trim() !== '');
  if (named.length < 2 || !named.every((cell) => HEAD_CELL.test(cell))) return [];
  return head.flatMap((cell, i) => (saysSecret(cell.replace(/["\s]/g, '')) ? [i] : []));
}

function masked(row: readonly string[], columns: readonly number[]): readonly string[] {
  return row.map((cell, i) => {
    const secret = cell.trim().replace(/^"|"$/g, '');
    if (!columns.includes(i) || isTelling(secret)) return cell;
    return cell.replace(secret, () => sealedMark(secret, true));
  });
}

import { readFileSync } from 'node:fs';
import { rules } from '#investigation/rules/index.ts';
import { questions } from '#lookups/questions.ts';
import { atMost, type Bench, percentile } from './bench.ts';
import { inCircles, readSources, type Source } from './structure/source.ts';

/** The product is all of src/ but the lab. */
export const structure: Bench = {
  name: 'structure',
  about: 'files, lines, circles, imports and functions, and how many files a new rule or look-up touches',
  async run() {
    const all = readSources('src');
    const lab = all.filter(({ file }) => file.startsWith('src/lab/'));
    const product = all.filter((source) => !lab.includes(source));
    const functions = product.flatMap((source) => source.functions);
    const touchedByRule = rules.map(({ id }) => filesOfRule(id, product));
    const touchedByLookup = questions.map(({ kind }) => filesOfLookup(kind, product));
    return {
      targets: [
        atMost('files of the product', product.length, 'files', 460),
        atMost('lines of the product', linesOf(product), 'lines', 35_000),
        atMost('lines of the lab', linesOf(lab), 'lines', 8_600),
        atMost('files in a circle, types included', inCircles(all), 'files', 0),
        atMost('imports of ours a file', product.flatMap(({ imports }) => imports).length / product.length, '', 4),
        atMost('function, median', percentile(functions, 50), 'lines', 7),
        atMost('files that name a rule, median', percentile(touchedByRule, 50), 'files', 8),
        atMost('places that a look-up has, median', percentile(touchedByLookup, 50), 'places', 7),
      ],
      rows: [
        ...rules.map(({ id }, i) => ({ what: `rule ${id}`, files: touchedByRule[i] ?? 0 })),
        ...questions.map(({ kind }, i) => ({ what: `look-up ${kind}`, places: touchedByLookup[i] ?? 0 })),
        ...folders(product),
      ],
    };
  },
};

function linesOf(sources: readonly Source[]): number {
  return sources.reduce((sum, { lines }) => sum + lines, 0);
}

/** Those of the product that name it, and its test and page. */
function filesOfRule(id: string, product: readonly Source[]): number {
  const naming = product.filter(({ file }) => readFileSync(file, 'utf8').match(new RegExp(`['/]${id}(?:'|\\.ts')`)));
  return naming.length + 2;
}

/** Its folder, the union of what may be asked, its message, and whoever else imports from its folder. */
function filesOfLookup(kind: string, product: readonly Source[]): number {
  const folder = `src/lookups/${kind}/`;
  const outside = product.filter(({ file }) => !file.startsWith(folder));
  const importing = outside.filter(({ imports }) => imports.some((target) => target.startsWith(folder)));
  return new Set(['folder', 'src/lookups/question.ts', ...importing.map(({ file }) => file)]).size;
}

function folders(product: readonly Source[]) {
  const byFolder = Map.groupBy(product, ({ file }) => (file.split('/').length > 2 ? (file.split('/')[1] ?? '') : '.'));
  return [...byFolder].map(([folder, sources]) => ({ what: folder, files: sources.length, lines: linesOf(sources) }));
}

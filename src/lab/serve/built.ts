import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SOURCES = path.join(ROOT, 'src/lab/page');

/**
 * The folder of the page as browsers take it: built where it is missing or its source is another one (about 2 s), and kept among
 * the packages, as whoever removes those wants all anew.
 */
export async function builtPage(): Promise<string> {
  const folder = path.join(
    ROOT,
    'node_modules/.cache/lab-page',
    digestOf(globSync('**/*.{ts,tsx,css,html}', { cwd: SOURCES })),
  );
  if (existsSync(path.join(folder, 'index.html'))) return folder;
  const { build } = await import('vite');
  await build({
    root: SOURCES,
    configFile: false,
    logLevel: 'warn',
    base: './',
    // Where tests build it as well: React, and what is made of JSX for it.
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    oxc: { jsx: { development: false, runtime: 'automatic' } },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023' },
  });
  return folder;
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(path.join(SOURCES, file)));
  return hash.digest('hex').slice(0, 16);
}

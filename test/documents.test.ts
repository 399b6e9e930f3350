import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'deploy/README.md',
];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(documents)('%s', (name) => {
  const text = readFileSync(name, 'utf8');

  it('links to files and headings that exist', () => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !isThere(name, target))).toEqual([]);
  });

  it('has commands that a shell can read, and that are there', () => {
    const blocks = blocksOf(text);
    const unread = blocks.filter((block) => !canBeRead(block));
    expect(unread).toEqual([]);
    const named = [...text.matchAll(/\bnpm (?:run (?:--silent )?)?([a-z:]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts) && !NPM.includes(script))).toEqual([]);
    const files = blocks.flatMap((block) => block.match(/\b(?:deploy|bench|scripts|\.ci)\/[\w./-]+/g) ?? []);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

/** Of npm itself. */
const NPM = ['version', 's', 'registry'];

function isThere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const there = file === '' ? from : path.join(path.dirname(from), file);
  if (!existsSync(there)) return false;
  return heading === undefined || anchorsOf(readFileSync(there, 'utf8')).includes(heading);
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\p{L}\p{N} -]/gu, '').replaceAll(' ', '-'));
}

function blocksOf(text: string): readonly string[] {
  return text.match(/(?:^ {4}.+\n)+/gm) ?? [];
}

/** `<word>` stands for what is to be filled in; mongosh's `use` is no JavaScript. */
function canBeRead(block: string): boolean {
  const lines = block.replace(/^ {4}/gm, '').replace(/<[a-z ]+>/g, 'word');
  if (!lines.startsWith('use ')) return spawnSync('bash', ['-n'], { input: lines }).status === 0;
  return new Script(lines.replace(/^use .*$/m, '')) !== undefined;
}

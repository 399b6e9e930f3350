import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { acts } from '#access/access.ts';
import { subcommands } from '#cli/subcommands.ts';
import { environment } from '#config/environment.ts';
import { scopes } from '#doctor/scopes.ts';
import { rules } from '#investigation/rules/index.ts';

const documents = ['.', 'docs', 'docs/decisions', 'docs/rules', 'deploy', 'examples']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const textOf = (file: string) => readFileSync(file, 'utf8');

describe('the documents', () => {
  it('lead only to what is there', () => {
    const lost = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = '']) => path.normalize(path.join(path.dirname(file), target)))
        .filter((target) => !existsSync(target))
        .map((target) => `${file}: ${target}`),
    );
    expect(lost).toEqual([]);
  });

  it('lead only to headings that are there', () => {
    const lost = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)]
        .filter(([, target = '', anchor = '']) => {
          const whole = target === '' ? text : textOf(path.join(path.dirname(file), target));
          return !headingsOf(whole).includes(anchor);
        })
        .map(([link]) => `${file}: ${link}`),
    );
    expect(lost).toEqual([]);
  });

  it('have commands that a shell can read, and files in them that are there', () => {
    const blocks = documents.flatMap(({ file, text }) => blocksOf(text).map((block) => ({ file, block })));
    expect(blocks.filter(({ block }) => !canBeRead(block))).toEqual([]);
    const files = blocks.flatMap(({ block }) => block.match(/\b(?:deploy|bench|scripts|\.ci)\/[\w./-]+/g) ?? []);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('name only scripts that package.json has', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(textOf('package.json')));
    const named = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/\bnpm (?:run (?:--silent )?|(?=test|start))([a-z][a-z:]*)/g)].map(([, name = '']) => ({
        file,
        name,
      })),
    );
    expect(
      named.filter(({ name }) => scripts[name] === undefined).map(({ file, name }) => `${file}: npm run ${name}`),
    ).toEqual([]);
  });

  it('name only subcommands of focus that there are', () => {
    const named = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/\bfocus -- ([a-z][a-z-]*)/g)].map(([, name = '']) => ({ file, name })),
    );
    const terminal = { out: () => {}, err: () => {}, end: () => {} };
    const known = subcommands.map((subcommand) => subcommand(terminal).name());
    expect(named.filter(({ name }) => !known.includes(name)).map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  it('say of each cause, in one list, what its page says', () => {
    const rows = rules
      .map(
        ({ id }) =>
          `| [${id}](rules/${id}.md) | ${textOf(`docs/rules/${id}.md`).split('\n\n')[1]?.replaceAll('\n', ' ')} |`,
      )
      .toSorted();
    expect(textOf('docs/rules.md').match(/^\| \[.*$/gm)).toEqual(rows);
  });

  it('say of each setting of an environment what it is', () => {
    const schema = z.toJSONSchema(environment, { io: 'input', unrepresentable: 'any' });
    const named = [...textOf('docs/environments.md').matchAll(/^\| (`.*?) \|/gm)]
      .map(([, cell = '']) => cell)
      .join(' ');
    const unsaid = namesIn(schema).filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(named) && !(acts as readonly string[]).includes(name),
    );
    expect(unsaid).toEqual([]);
  });

  it('say of each scope what is lost without it', () => {
    const said = textOf('docs/setup-slack.md');
    expect(
      Object.entries(scopes).filter(
        ([scope, lost]) => !said.includes(`| \`${scope}\` |`) || !said.includes(`| ${lost} |`),
      ),
    ).toEqual([]);
  });

  it('say of each act who may do it', () => {
    expect(acts.filter((act) => !textOf('docs/security.md').includes(`\`${act}\``))).toEqual([]);
  });
});

/** The anchors that readers of Markdown make of headings. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

function blocksOf(text: string): readonly string[] {
  return (text.match(/(?:^ {4}.+\n)+/gm) ?? []).filter((block) => !block.includes('──'));
}

/** `<word>` stands for what is to be filled in; mongosh's `use` is no JavaScript. */
function canBeRead(block: string): boolean {
  const lines = block.replace(/^ {4}/gm, '').replace(/<[a-z ]+>/g, 'word');
  if (!lines.startsWith('use ')) return spawnSync('bash', ['-n'], { input: lines }).status === 0;
  return new Script(lines.replace(/^use .*$/m, '')) !== undefined;
}

/** The settings, without what stands inside a request's defaults or a share. */
function namesIn(schema: unknown): readonly string[] {
  const { properties = {} } = z.object({ properties: z.record(z.string(), z.unknown()).optional() }).parse(schema);
  return Object.entries(properties).flatMap(([name, part]) => [
    name,
    ...(['defaults', 'access', 'shares'].includes(name) ? [] : namesIn(part)),
  ]);
}

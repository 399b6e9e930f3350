import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '#config.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { createRedactor } from '#lib/redact.ts';
import { evidence, log, noConsumerRun } from '../support/evidence.ts';

const environments = 'environments: { staging: { focusServer: { url: "https://focus.lab" } } }\n';
const rule = `{
  id: 'site-rule', means: 'it is the site', standsBefore: 'consumer-lost', needs: ['log-line'], explains: [], blames: 'stack',
  find: () => undefined,
}`;
const plugin = (...rules: readonly string[]) => `export const plugin = { rules: [${rules.join(', ')}] };`;
const changed = (from: string, to: string) => plugin(rule.replace(from, to));

describe('plugins', () => {
  const folders: string[] = [];
  let folder: string;
  // A module is loaded once in the life of a process, so each test has files of its own.
  beforeEach(openFolder);
  afterAll(() => {
    for (const each of folders) rmSync(each, { recursive: true });
  });

  function openFolder(): void {
    folder = mkdtempSync(path.join(tmpdir(), 'focus-plugins-'));
    folders.push(folder);
  }

  function parse(files: Readonly<Record<string, string>>, names: readonly string[] = ['./site.ts']): Config {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const yaml = `plugins: ${JSON.stringify(names)}\n${environments}`;
    const readFile = () => '';
    return parseConfig({
      env: {},
      yaml,
      yamlName: 'focus.yml',
      variables: { SITE: './site.ts' },
      needs: [],
      readFile,
      folder,
    });
  }

  it('are modules with rules, log readers and patterns, which are masked beside those of focus.yml', () => {
    const reader = `{ id: 'lines', levelOf: (text: string) => text.startsWith('!') ? 'error' : undefined }`;
    const { plugins, redact } = parse({
      'site.ts': `export const plugin = { rules: [${rule}], logReaders: [${reader}], redact: ['LK-(?<secret>[0-9]{4})'] };`,
    });
    expect(plugins).toMatchObject([
      { name: './site.ts', rules: [{ id: 'site-rule', plugin: './site.ts' }], logReaders: [{ id: 'lines' }] },
    ]);
    expect(plugins[0]?.logReaders[0]?.levelOf('! no')).toBe('error');
    expect(createRedactor(redact).redact('key LK-1234')).toMatch(/^key LK-‹hidden [0-9a-f]{4}›$/);
  });

  it('may be named by a variable, and be one after the other', () => {
    const other = changed('site-rule', 'other-rule').replace('consumer-lost', 'site-rule');
    const { plugins } = parse({ 'site.ts': plugin(rule), 'other.mjs': other }, [`\${SITE}`, './other.mjs']);
    expect(plugins.flatMap(({ rules }) => rules.map(({ id }) => id))).toEqual(['site-rule', 'other-rule']);
  });

  it('have a fingerprint of the module and of what it imports from its own folder', () => {
    const using = `import { words } from './words.ts';\n${changed("'it is the site'", 'words')}`;
    const of = (words: string) => {
      openFolder();
      return parse({ 'site.ts': using, 'words.ts': `export const words: string = '${words}';` }).plugins[0]
        ?.fingerprint;
    };
    expect(of('one')).toBe(of('one'));
    expect(of('one')).not.toBe(of('two'));
    const [read] = parse({}).plugins;
    expect(read?.fingerprint).toBe(of('two'));
  });

  it.each([
    [
      'a file that is not there',
      {},
      /plugins\.0: came "\.\/site\.ts", there is no such file as seen from \/.*focus-plugins-/,
    ],
    [
      'a file that cannot be read',
      { 'site.ts': 'export const plugin = {' },
      /came "\.\/site\.ts", it cannot be read: Unexpected/,
    ],
    ['an enum', { 'site.ts': 'enum A { B }' }, /it cannot be read: TypeScript enum is not supported/],
    ['a module that waits', { 'site.ts': 'await 1;\nexport const plugin = {};' }, /it waits \(await\) as it is loaded/],
    [
      'a module that throws',
      { 'site.ts': 'throw new Error("no seat");\nexport {};' },
      /it fails as it is loaded: no seat$/m,
    ],
    [
      'what it imports is missing',
      { 'site.ts': 'import "./gone.ts";' },
      /it fails as it is loaded: Cannot find module .*gone\.ts/,
    ],
    ['no export', { 'site.ts': 'export const plug = {};' }, /it exports no plugin: `export const plugin = \{ rules/],
    ['a default export', { 'site.ts': 'export default {};' }, /it exports no plugin: `export const plugin = \{ rules/],
    [
      'another shape',
      { 'site.ts': 'export const plugin = [];' },
      /plugins\.0: \.\/site\.ts: came a list of 0, lines of NAME/,
    ],
    [
      'nothing in it',
      { 'site.ts': 'export const plugin = {};' },
      /came an empty map, rules, logReaders or redact are expected in it/,
    ],
    [
      'a name that is nearly right',
      { 'site.ts': 'export const plugin = { rule: [] };' },
      /rule: is not a setting; did you mean rules\?/,
    ],
    [
      'a taken name',
      { 'site.ts': changed('site-rule', 'pod-crashed') },
      /rules\.0\.id: came "pod-crashed", there is a cause of this name: call it another, such as site-pod-crashed/,
    ],
    [
      'a name of the bot’s own',
      { 'site.ts': changed('site-rule', 'not-determined') },
      /rules\.0\.id: came "not-determined", there is a cause of this name/,
    ],
    [
      'the same name twice',
      { 'site.ts': plugin(rule, rule) },
      /rules\.1\.id: came "site-rule", there is a cause of this name/,
    ],
    [
      'no place',
      { 'site.ts': changed("standsBefore: 'consumer-lost',", '') },
      /rules\.0\.standsBefore: came nothing, a text is expected/,
    ],
    [
      'a place that is not there',
      { 'site.ts': changed('consumer-lost', 'consumer-lots') },
      /standsBefore: came "consumer-lots", the id of a rule is expected, as docs\/rules\.md lists them; did you mean consumer-lost\?/,
    ],
    [
      'a symptom that is not there',
      { 'site.ts': changed('explains: []', "explains: ['no-cause']") },
      /rules\.0\.explains\.0: came "no-cause", the id of a rule/,
    ],
    [
      'a kind of fact that is not there',
      { 'site.ts': changed("'log-line'", "'log-lines'") },
      /rules\.0\.needs\.0: came "log-lines", one of configure-answer, /,
    ],
    [
      'a rule of environments',
      { 'site.ts': changed('explains: []', "explains: [], asksOf: ['environment']") },
      /asksOf\.0: came "environment", one of started, found is expected/,
    ],
    [
      'no function',
      { 'site.ts': changed('() => undefined', "'no'") },
      /rules\.0\.find: came "no", a function is expected/,
    ],
    [
      'a rule that throws where nothing was seen',
      { 'site.ts': changed('() => undefined', '({ evidence }) => evidence.observations[0].fact') },
      /rules\.0: came a map of .*, it has to bear a world in which nothing was seen, and threw: Cannot read prop/,
    ],
    [
      'a rule that needs no proof',
      {
        'site.ts': changed(
          '() => undefined',
          "() => ({ confidence: 'certain', headline: 'a', summary: 'a', remedy: 'a', refuter: 'a', because: [] })",
        ),
      },
      /and threw: what it found has no proof/,
    ],
    [
      'a reader that throws',
      { 'site.ts': "export const plugin = { logReaders: [{ id: 'lines', levelOf: (text) => text[0].at(0) }] };" },
      /logReaders\.0: came .*, it has to bear an empty line, and threw: Cannot read/,
    ],
    [
      'a pattern that a text can hold up',
      { 'site.ts': "export const plugin = { redact: ['(a+)+$'] };" },
      /site\.ts: redact\.0: came a text of 6 characters, a text can hold it up/,
    ],
  ])('%s is a mistake, told by name', (_what, files, told) => {
    expect(() => parse(files)).toThrow(told);
    expect(() => parse(files)).not.toThrow(/\n\s+at /);
  });

  it('says of a package that is not there how a file is written', () => {
    expect(() => parse({ 'site.ts': plugin(rule) }, ['site.ts'])).toThrow(/no such package; a file begins with \.\//);
  });

  it.each([
    ['no sentence', `{ confidence: 'certain', because: [line] }`, /what it found has a wrong headline/],
    ['what was not seen', `{ ...words, because: [{ ...line }] }`, /because names what the evidence does not hold/],
    ['no confidence', `{ ...words, confidence: 'sure', because: [line] }`, /what it found has a wrong confidence/],
    ['a promise', 'Promise.resolve(words)', /what it found has a wrong confidence/],
  ])('judge by what can be reported alone: %s', (_what, found, told) => {
    const find = `({ evidence }) => {
      const line = evidence.observations.find(({ fact }) => fact.kind === 'log-line');
      const words = { confidence: 'certain', headline: 'a', summary: 'a', remedy: 'a', refuter: 'a' };
      return line && ${found};
    }`;
    const { plugins } = parse({ 'site.mjs': changed('() => undefined', find) }, ['./site.mjs']);
    const seen = buildTimeline(evidence([...noConsumerRun, log(2_000, 'grpc', 'error', 'no')]));
    expect(() => plugins[0]?.rules[0]?.find(seen)).toThrow(told);
  });
});

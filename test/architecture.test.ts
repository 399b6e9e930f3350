import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSettings } from '#config/checks/settings.ts';
import { environment } from '#config/environment.ts';
import { settingNames } from '#config/settings.ts';
import { rules } from '#investigation/rules/index.ts';
import { scenarios } from '#lab/scenarios/index.ts';

const parts = [
  'asking',
  'investigation',
  'lib',
  'probes',
  'trigger',
  'history',
  'capture',
  'lookups',
  'checks',
  'checking',
  'chart',
  'bundle',
  'queue',
  'slack',
] as const;

/** Who may import whom; the same table, with reasons, stands in ARCHITECTURE.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  investigation: ['lib'],
  asking: ['investigation', 'lib'],
  // Of both only what computes: what may be asked for, and when it is asked.
  config: ['lib', 'asking', 'investigation', 'checks'],
  probes: ['investigation', 'lib'],
  trigger: ['investigation', 'lib', 'probes'],
  history: ['investigation', 'lib'],
  capture: ['investigation', 'lib', 'probes', 'history'],
  lookups: ['asking', 'investigation', 'lib', 'probes', 'history'],
  checks: ['investigation', 'lib'],
  checking: ['investigation', 'lib', 'checks', 'history', 'queue', 'slack'],
  chart: ['investigation', 'lib'],
  bundle: ['investigation', 'lib', 'history', 'chart'],
  queue: ['asking', 'investigation', 'lib', 'checks'],
  slack: ['asking', 'investigation', 'lib', 'lookups', 'queue', 'history', 'checks'],
  wiring: [...parts, 'config', 'wiring'],
  lab: [...parts, 'config', 'wiring'],
};

/** The folders that may import a vendor's package. The lab's servers speak the same protocols. */
const owners: Readonly<Record<string, readonly string[]>> = {
  '@slack/bolt': ['slack'],
  '@slack/web-api': ['slack'],
  '@slack/types': ['slack'],
  bullmq: ['queue'],
  ioredis: ['queue', 'history', 'trigger', 'slack', 'checks', 'checking', 'wiring'],
  fflate: ['bundle'],
  amqplib: ['probes/rabbitmq'],
  mongodb: ['probes/mongodb'],
  '@kubernetes/client-node': ['probes/kubernetes', 'probes/logs'],
  axios: ['probes/focus-server', 'probes/rabbitmq'],
  pino: ['lib'],
  yaml: ['config'],
  'cron-parser': ['checks'],
  '@resvg/resvg-wasm': ['chart'],
  '@expo-google-fonts/inter': ['chart'],
};

const files = sourceFiles('src');

describe('the tree', () => {
  it('imports only along the arrows of the table', () => {
    const crossings = files.flatMap(({ file, folder, imports }) =>
      imports.ours
        .filter((target) => target !== folder && !mayImport[folder]?.includes(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(crossings).toEqual([]);
  });

  it('imports a vendor’s package only where it is owned', () => {
    const strays = files
      .filter(({ folder }) => folder !== 'lab')
      .flatMap(({ file, folder, imports }) =>
        imports.packages
          .filter(
            (name) =>
              owners[name] && !owners[name].some((owner) => owner === folder || file.startsWith(`src/${owner}/`)),
          )
          .map((name) => `${file} imports ${name}`),
      );
    expect(strays).toEqual([]);
  });

  it('keeps the core free of packages, Node’s modules and clocks', () => {
    const core = files.filter(({ folder }) => folder === 'investigation');
    expect(core.flatMap(({ file, imports }) => imports.packages.map((name) => `${file} imports ${name}`))).toEqual([]);
    expect(
      core
        .filter(({ text }) => /Date\.now|new Date\(\)|performance\.now|setTimeout/.test(text))
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('has a test and a page for every rule, and every rule’s file in the list', () => {
    const ids = rules.map(({ id }) => id).sort();
    const notRules = ['analyzer-pod', 'commands', 'index', 'kubernetes-gaps', 'looks', 'rule', 'slow-phase'];
    expect(names('src/investigation/rules', '.ts').filter((name) => !notRules.includes(name))).toEqual(ids);
    expect(names('test/investigation/rules', '.test.ts')).toEqual(ids);
    expect(names('docs/rules', '.md')).toEqual(ids);
  });

  it('has every scenario in the list under its file’s name, and expects only causes that exist', () => {
    expect(names('src/lab/scenarios', '.ts').filter((name) => name !== 'index')).toEqual(
      scenarios.map(({ id }) => id).sort(),
    );
    const causes = scenarios.flatMap(({ expected }) => expected.cause ?? []);
    expect(causes.filter((cause) => !rules.some(({ id }) => id === cause))).toEqual([]);
  });

  it('shows every setting in the examples, and nothing else', () => {
    const shown = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(shown.filter((name) => !/^(RABBITMQ|MONGODB)_PASSWORD$/.test(name ?? '')).sort()).toEqual(
      [...settingNames].sort(),
    );
    const example = readFileSync('focus.example.yml', 'utf8');
    const [environments = '', checks = ''] = example.split(/^checks:$/m);
    expect(Object.keys(environment.shape).filter((name) => !environments.includes(`    ${name}:`))).toEqual([]);
    expect(Object.keys(checkSettings.shape).filter((name) => !checks.includes(`    ${name}:`))).toEqual([]);
    expect(checks).toMatch(/^# heartbeat:$/m);
  });

  it('names every decision and folder that ARCHITECTURE.md speaks of', () => {
    const text = readFileSync('ARCHITECTURE.md', 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(120);
    for (const folder of Object.keys(mayImport)) expect(text).toContain(`\`${folder}\``.replace('`wiring`', 'wiring'));
  });
});

interface SourceFile {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: { readonly ours: readonly string[]; readonly packages: readonly string[] };
}

function sourceFiles(root: string): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const file = path.posix.join(root, name);
      const text = readFileSync(file, 'utf8');
      return { file, folder: folderOf(name), text, imports: importsOf(file, text) };
    });
}

/** The first folder under src/; what lies in src/ itself is wiring, as cli/ is, but for config.ts, which belongs to config/. */
function folderOf(name: string): string {
  if (name === 'config.ts') return 'config';
  if (name.startsWith('cli/')) return 'wiring';
  return name.includes('/') ? (name.split('/')[0] ?? '') : 'wiring';
}

function importsOf(file: string, text: string) {
  const found = /^(?:import|export)\s[^;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  const targets = [...text.matchAll(found)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
  const ours = targets.filter((target) => /^[#.]/.test(target)).map((target) => folderOf(relativeToSrc(file, target)));
  const packages = targets.filter((target) => !/^[#.]/.test(target));
  return { ours, packages };
}

function relativeToSrc(file: string, target: string): string {
  if (target.startsWith('#')) return target.slice(1);
  return path.posix.relative('src', path.posix.join(path.posix.dirname(file), target));
}

function names(folder: string, ending: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

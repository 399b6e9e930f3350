import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownCauses, slowCauses } from '#checks/judge-timing.ts';
import { checkSettings } from '#config/checks/settings.ts';
import { environment } from '#config/environment.ts';
import { settingNames } from '#config/settings.ts';
import { rules } from '#investigation/rules/index.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { bearable, parts } from '#lookups/status/parts.ts';

const folders = [
  'access',
  'api',
  'asking',
  'investigation',
  'lib',
  'probes',
  'trigger',
  'history',
  'capture',
  'doctor',
  'lookups',
  'checks',
  'checking',
  'chart',
  'bundle',
  'queue',
  'slack',
  'telemetry',
  'ways',
] as const;

/** Who may import whom; the same table, with reasons, stands in ARCHITECTURE.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  // Of the queue and of bundles what an answer is made of.
  api: ['access', 'asking', 'bundle', 'investigation', 'lib', 'queue'],
  access: ['lib'],
  investigation: ['lib'],
  asking: ['investigation', 'lib'],
  telemetry: ['investigation', 'lib'],
  // Of both only what computes: what may be asked for, and when it is asked.
  config: ['lib', 'access', 'asking', 'investigation', 'checks'],
  probes: ['investigation', 'lib'],
  trigger: ['investigation', 'lib', 'probes'],
  history: ['access', 'investigation', 'lib'],
  capture: ['investigation', 'lib', 'probes', 'history'],
  // Of history, whether Redis is fit to remember.
  doctor: ['investigation', 'lib', 'probes', 'history'],
  lookups: ['asking', 'investigation', 'lib', 'probes', 'history', 'checks'],
  checks: ['investigation', 'lib'],
  ways: ['lib', 'checks'],
  checking: ['investigation', 'lib', 'checks', 'history', 'queue', 'slack'],
  chart: ['investigation', 'lib'],
  bundle: ['investigation', 'lib', 'history', 'chart'],
  queue: ['asking', 'investigation', 'lib', 'lookups', 'checks', 'telemetry'],
  slack: ['access', 'asking', 'doctor', 'investigation', 'lib', 'lookups', 'queue', 'history', 'checks', 'telemetry'],
  wiring: [...folders, 'config', 'wiring'],
  lab: [...folders, 'config', 'wiring'],
};

/** The folders that may import a vendor's package. The lab's servers speak the same protocols. */
const owners: Readonly<Record<string, readonly string[]>> = {
  '@slack/bolt': ['slack'],
  '@slack/socket-mode': ['slack'],
  '@slack/web-api': ['slack'],
  '@slack/types': ['slack'],
  bullmq: ['queue', 'telemetry'],
  ioredis: ['api', 'queue', 'history', 'doctor', 'trigger', 'slack', 'checks', 'checking', 'wiring'],
  fflate: ['bundle'],
  amqplib: ['probes/rabbitmq'],
  mongodb: ['probes/mongodb'],
  '@kubernetes/client-node': ['probes/kubernetes', 'probes/logs'],
  axios: ['probes/focus-server', 'probes/rabbitmq'],
  pino: ['lib'],
  'prom-client': ['telemetry'],
  'bullmq-otel': ['telemetry'],
  '@opentelemetry/api': ['telemetry'],
  '@opentelemetry/context-async-hooks': ['telemetry'],
  '@opentelemetry/core': ['telemetry'],
  '@opentelemetry/exporter-trace-otlp-http': ['telemetry'],
  '@opentelemetry/resources': ['telemetry'],
  '@opentelemetry/sdk-trace': ['telemetry'],
  '@commander-js/extra-typings': ['lib', 'wiring'],
  yaml: ['config', 'wiring'],
  'cron-parser': ['checks'],
  undici: ['slack'],
  ssh2: ['probes/tunnel'],
  '@resvg/resvg-wasm': ['chart'],
  '@expo-google-fonts/inter': ['chart'],
  '@expo-google-fonts/noto-sans-hebrew': ['chart', 'lab'],
  '@expo-google-fonts/lato': ['lab'],
  'playwright-core': ['lab'],
  '@modelcontextprotocol/server': ['wiring'],
};

/** What lies in rules/ and is no rule: what several rules ask. */
const sharedByRules = [
  'access',
  'analyzer-pod',
  'commands',
  'index',
  'job-parts',
  'kubernetes-gaps',
  'kubernetes-says',
  'leaks',
  'pod-words',
  'read-timeline',
  'slow-phase',
  'standing-pods',
];

/** The rooms of the core, the lowest first: each knows those before it, and the nouns on top. */
const rooms = ['timeline', 'log-reading', 'rules', 'diagnosis', 'report', 'past'];
/** One look-up knows another's words only here: a log stands beside the list of jobs, what is known of a dead job beside both. */
const besideLookups: Readonly<Record<string, readonly string[]>> = { logs: ['jobs'], job: ['jobs', 'logs'] };

/** Inside investigation/ and lookups/; every other import is another test's. */
function mayEnter(file: string, target: string): boolean {
  const [from, to] = [file, target].map((each) => each.split('/').slice(1));
  if (!from || !to || from[0] !== to[0] || from.length < 3 || to.length < 3 || from[1] === to[1]) return true;
  if (from[0] === 'investigation') return rooms.indexOf(to[1] ?? '') < rooms.indexOf(from[1] ?? '');
  return from[0] !== 'lookups' || (besideLookups[from[1] ?? '']?.includes(to[1] ?? '') ?? false);
}

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
    expect(names('src/investigation/rules', '.ts').filter((name) => !sharedByRules.includes(name))).toEqual(ids);
    expect(names('test/investigation/rules', '.test.ts')).toEqual(ids);
    expect(names('docs/rules', '.md')).toEqual(ids);
  });

  it('builds the core room upon room, and keeps look-ups apart', () => {
    const crossings = files.flatMap(({ file, imports }) =>
      imports.files.filter((target) => !mayEnter(file, target)).map((target) => `${file} imports ${target}`),
    );
    expect(crossings).toEqual([]);
  });

  it('names no cause anywhere that is not a rule’s, but for what is the bot’s own', () => {
    const ids = rules.map(({ id }) => id);
    const known = [...ids, ...ownCauses];
    const literal = /\bcause: '([a-z:-]+)'/g;
    const named = files
      .filter(({ folder }) => folder !== 'lab')
      .flatMap(({ file, text }) => [...text.matchAll(literal)].map(([, cause = '']) => `${file} ${cause}`));
    expect(named.filter((each) => !known.some((cause) => each.endsWith(` ${cause}`)))).toEqual([]);
    const ofParts = Object.values(parts).flatMap((part) => Object.keys(part.rules));
    const slow = Object.values(slowCauses);
    const others = rules.flatMap(({ explains }) => explains);
    expect([...ofParts, ...slow, ...others, ...bearable].filter((id) => !ids.includes(id))).toEqual([]);
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
    expect(
      shown.filter((name) => !/^(RABBITMQ_PASSWORD|MONGODB_PASSWORD|PAGERDUTY_ROUTING_KEY)$/.test(name ?? '')).sort(),
    ).toEqual([...settingNames].sort());
    const example = readFileSync('focus.example.yml', 'utf8');
    const [environments = '', checks = ''] = example.split(/^checks:$/m);
    expect(
      Object.keys(environment.in.shape).filter((name) => !new RegExp(`^ {4}(?:# )?${name}:`, 'm').test(environments)),
    ).toEqual([]);
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
  readonly imports: {
    readonly ours: readonly string[];
    readonly files: readonly string[];
    readonly packages: readonly string[];
  };
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
  const own = targets.filter((target) => /^[#.]/.test(target)).map((target) => relativeToSrc(file, target));
  const ours = own.map(folderOf);
  const packages = targets.filter((target) => !/^[#.]/.test(target));
  return { ours, files: own.map((target) => `src/${target}`), packages };
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

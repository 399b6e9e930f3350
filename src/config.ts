import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Access } from '#access/access.ts';
import type { Check } from '#checks/check.ts';
import { counted } from '#lib/counted.ts';
import { ExplainedError } from '#lib/errors.ts';
import { fileTrouble } from '#lib/file-trouble.ts';
import { nearest } from '#lib/nearest.ts';
import { isPath, pathShown } from '#lib/path-shown.ts';
import type { Api } from './config/api.ts';
import { came, nameShown } from './config/came.ts';
import { readChecks } from './config/checks/read-checks.ts';
import { misreadIn } from './config/env-text.ts';
import { type Environment, environment } from './config/environment.ts';
import { explain, namesOf } from './config/mistakes.ts';
import type { Way } from './config/notify.ts';
import { type Plugin, readPlugins } from './config/plugins/read.ts';
import { type Settings, settingNames, settings } from './config/settings.ts';
import { fill, type Need, readText, readYaml, type Sources, type Texts } from './config/sources.ts';
import { unseenIn } from './config/unseen.ts';
import { world } from './config/world.ts';

export type { Need, Sources, Texts } from './config/sources.ts';

export interface Config {
  readonly settings: Settings;
  readonly defaultEnvironment: string;
  readonly environments: readonly Environment[];
  /** Patterns of secrets besides the known ones, those of plugins among them, masked wherever they appear. */
  readonly redact: readonly RegExp[];
  readonly plugins: readonly Plugin[];
  /** Who may do what; each environment may say otherwise. */
  readonly access: Access;
  readonly checks: readonly Check[];
  /** Where alerts go besides Slack. */
  readonly ways: readonly Way[];
  /** A page that is asked for every so many ms while all goes well, so that somebody else notices when it is not. */
  readonly heartbeat?: { readonly url: string; readonly everyMs: number };
  /** The way in for programs; absent where there is none. */
  readonly api?: Api;
}

/** Reads `.env` and focus.yml of a folder once. Throws an ExplainedError that names every mistake of both. */
export function loadConfig(folder: string, processEnv: Texts, needs: readonly Need[]): Config {
  return parseConfig(sourcesIn(folder, processEnv, needs));
}

/** The same, whatever is wrong with them: what can be read, and what cannot. */
export function surveyConfig(folder: string, processEnv: Texts, needs: readonly Need[]): Survey {
  try {
    return survey(sourcesIn(folder, processEnv, needs));
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    const nothing = { settings: {}, defaultEnvironment: '', environments: [], checks: [], redact: [], plugins: [] };
    return { mistakes: [`${error.message}; ${error.advice}`], ...nothing };
  }
}

function sourcesIn(folder: string, processEnv: Texts, needs: readonly Need[]): Sources {
  const file = readText(path.join(folder, '.env')) ?? '';
  const own = parseEnv(file);
  const known = Object.fromEntries(settingNames.map((name) => [name, processEnv[name]]));
  const named = processEnv.FOCUS_CONFIG ?? own.FOCUS_CONFIG ?? 'focus.yml';
  const yamlPath = path.resolve(folder, named);
  return {
    env: { ...own, ...defined(known) },
    misread: misreadIn(file),
    yaml: readText(yamlPath),
    // Where somebody names it, as it was named.
    yamlName: isPath(named) ? named : 'the file of FOCUS_CONFIG',
    variables: { ...own, ...processEnv },
    readFile: (name) => readFileSync(path.resolve(path.dirname(yamlPath), name), 'utf8'),
    folder: path.dirname(yamlPath),
    needs,
  };
}

/** The plugins alone, for what needs nothing else of focus.yml, and no focus.yml. Throws an ExplainedError that names every mistake. */
export function loadPlugins(folder: string, processEnv: Texts): readonly Plugin[] {
  const sources = sourcesIn(folder, processEnv, []);
  if (sources.yaml === undefined) return [];
  const mistakes: string[] = [];
  const written = partOf(readYaml(sources, mistakes), 'plugins');
  const filled = fill({ plugins: written }, { sources, used: new Set(), mistakes, misread: mistakes });
  const read = z.object({ plugins: world.shape.plugins }).safeParse(filled);
  if (!read.success) mistakes.push(...explain(read.error, { plugins: written }, sources.yamlName, () => []));
  const plugins = pluginsOf(filled, sources, mistakes);
  if (mistakes.length > 0) throw mistaken(mistakes);
  return plugins;
}

function pluginsOf(filled: unknown, { folder = process.cwd(), yamlName }: Sources, mistakes: string[]) {
  const names = partOf(filled, 'plugins');
  const texts = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  return readPlugins(texts, folder, yamlName, mistakes);
}

const { REDIS_URL, REDIS_PREFIX, LOG_LEVEL } = settings.shape;
const storeSettings = z.object({ REDIS_URL, REDIS_PREFIX, LOG_LEVEL });

/** What it takes to find the bot's Redis: focus.yml is not read. Throws an ExplainedError that names every mistake. */
export function loadStoreSettings(folder: string, processEnv: Texts): z.output<typeof storeSettings> {
  const file = readText(path.join(folder, '.env')) ?? '';
  const texts = defined({ ...parseEnv(file), ...defined(processEnv) });
  const read = storeSettings.safeParse(texts);
  const mistakes = [
    ...misreadIn(file),
    ...(read.success ? [] : explain(read.error, texts, '.env', () => settingNames)),
  ];
  if (read.success && mistakes.length === 0) return read.data;
  throw new ExplainedError(
    `The settings have mistakes:\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
    'Mend them in .env; .env.example shows each setting',
  );
}

export function parseConfig(sources: Sources): Config {
  const { mistakes, whole } = survey(sources);
  if (whole) return whole;
  throw mistaken(mistakes);
}

function mistaken(mistakes: readonly string[]): ExplainedError {
  return new ExplainedError(
    `The settings have ${counted(mistakes.length, 'mistake')}:\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
    'Mend them in .env and focus.yml; .env.example and focus.example.yml show each setting',
  );
}

/** What can be read of the settings, and what is wrong with the rest. */
export interface Survey
  extends Pick<Config, 'defaultEnvironment' | 'environments' | 'checks' | 'redact' | 'plugins' | 'api'> {
  /** Each with its setting, what came and what is expected. */
  readonly mistakes: readonly string[];
  readonly settings: Partial<Settings>;
  /** Absent where there is any mistake. */
  readonly whole?: Config;
}

function survey(sources: Sources): Survey {
  const mistakes: string[] = [];
  const used = new Set<string>();
  const written = readYaml(sources, mistakes);
  const misread: string[] = [];
  const everything = fill(written, { sources, used, mistakes, misread });
  mistakes.push(...misread);
  const filled = misread.length === 0 ? everything : undefined;
  const own = ownOf(sources, written === undefined ? undefined : used);
  const unseen = [...(sources.misread ?? []), ...unseenSettings(own)];
  mistakes.push(...unseen);
  const read = settings.safeParse(defined(own));
  if (!read.success && unseen.length === 0) mistakes.push(...explain(read.error, own, '.env', () => settingNames));
  mistakes.push(...missing(own, sources.needs), ...samePorts(read.data));
  const seen = filled === undefined ? undefined : world.safeParse(filled);
  if (seen && !seen.success) mistakes.push(...explain(seen.error, written, sources.yamlName, namesOf(world)));
  const { checks, clashes } = readChecks(filled);
  mistakes.push(...explain(clashes, written, sources.yamlName, () => []));
  const environments = named(seen?.success ? seen.data.environments : soundIn(filled), sources, mistakes);
  const names = namesIn(filled);
  const defaultEnvironment = (seen?.success ? seen.data.defaultEnvironment : askedFor(filled)) ?? names?.[0] ?? '';
  if (names?.length === 0)
    mistakes.push(`${sources.yamlName}: environments: there is none; focus.example.yml shows how one is written`);
  else if (names && !names.includes(defaultEnvironment))
    mistakes.push(
      `${sources.yamlName}: defaultEnvironment: came ${came(partOf(written, 'defaultEnvironment') ?? defaultEnvironment, ['defaultEnvironment'])}, expected one of ${names.join(', ')}`,
    );
  const plugins = pluginsOf(filled, sources, mistakes);
  const redact = [...(seen?.success ? seen.data.redact : []), ...plugins.flatMap(({ redact }) => redact)];
  const ofApi = seen?.success && seen.data.api && { api: seen.data.api };
  const found = { defaultEnvironment, environments, checks, redact, plugins, ...ofApi };
  if (read.success && seen?.success) mistakes.push(...sameHealthPort(read.data, seen.data.api, sources.yamlName));
  if (mistakes.length > 0 || !read.success || !seen?.success)
    return { mistakes, settings: read.success ? read.data : soundOf(defined(own)), ...found };
  const { access, heartbeat, notify } = seen.data;
  const ways = Object.entries(notify).map(([name, way]) => ({ name, ...way }));
  const whole: Config = { settings: read.data, ...found, access, ways, ...(heartbeat && { heartbeat }) };
  return { mistakes, settings: read.data, ...found, whole };
}

/** The bot's own of `.env`, and what was most likely meant to be; other programs have theirs there too. */
function ownOf({ env, yaml = '' }: Sources, used: ReadonlySet<string> | undefined): Texts {
  const isUsed = (name: string) => used?.has(name) ?? (OWN.test(name) || yaml.includes(`\${${name}}`));
  // Programs are told of a proxy by both.
  const isOther = (name: string) => name === 'HTTP_PROXY' && env.HTTPS_PROXY !== undefined;
  const isMeant = (name: string) => OWN.test(name) || nearest(name, settingNames) !== undefined;
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => settingNames.includes(name) || (!isUsed(name) && !isOther(name) && isMeant(name)),
    ),
  );
}

const OWN = /^(SLACK|REDIS|FOCUS|HEALTH)_/;

/** Of settings with mistakes, each that has none. */
function soundOf(own: Readonly<Record<string, string>>): Partial<Settings> {
  const sound = Object.entries(settings.shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(own[name]);
    return read.success && read.data !== undefined ? [[name, read.data]] : [];
  });
  return Object.fromEntries(sound);
}

/** Of environments with mistakes, each that has none. */
function soundIn(filled: unknown): Readonly<Record<string, z.output<typeof environment>>> {
  const inside = partOf(filled, 'environments');
  const written = inside !== null && typeof inside === 'object' ? Object.entries(inside) : [];
  return Object.fromEntries(
    written.flatMap(([name, one]) => {
      const read = environment.safeParse(one);
      return read.success ? [[name, read.data]] : [];
    }),
  );
}

function unseenSettings(own: Texts): readonly string[] {
  return Object.entries(own).flatMap(([name, text = '']) => {
    const unseen = unseenIn(text);
    return unseen === undefined ? [] : [`.env: ${nameShown(name)}: ${unseen}`];
  });
}

/** Names of the environments, also where something else in the file is wrong. */
function namesIn(filled: unknown): readonly string[] | undefined {
  const inside = partOf(filled, 'environments');
  return inside !== null && typeof inside === 'object' && !Array.isArray(inside) ? Object.keys(inside) : undefined;
}

function askedFor(filled: unknown): string | undefined {
  const name = partOf(filled, 'defaultEnvironment');
  return typeof name === 'string' ? name : undefined;
}

function partOf(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
}

function missing(own: Texts, needs: readonly Need[]): readonly string[] {
  if (!needs.includes('slack')) return [];
  const bot = own.SLACK_BOT_TOKEN ? [] : ['.env: SLACK_BOT_TOKEN: nothing came, expected the bot token (xoxb-…)'];
  const way =
    own.SLACK_APP_TOKEN || own.SLACK_SIGNING_SECRET
      ? []
      : [
          '.env: SLACK_APP_TOKEN: nothing came, expected the app token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP',
        ];
  const both =
    own.SLACK_APP_TOKEN && own.SLACK_SIGNING_SECRET
      ? [
          '.env: SLACK_SIGNING_SECRET: came beside SLACK_APP_TOKEN; take it out for Socket Mode, or the app token for HTTP',
        ]
      : [];
  return [...bot, ...way, ...both];
}

/** Both are listened on where Slack calls the bot. */
function samePorts(own: Settings | undefined): readonly string[] {
  if (!own || own.SLACK_APP_TOKEN || !own.SLACK_SIGNING_SECRET || own.PORT !== own.HEALTH_PORT) return [];
  return [`.env: PORT: came ${own.PORT}, another one than HEALTH_PORT is expected`];
}

function sameHealthPort({ HEALTH_HOST, HEALTH_PORT }: Settings, api: Api | undefined, file: string): readonly string[] {
  const isAny = [HEALTH_HOST, api?.host].some((host) => host === '0.0.0.0' || host === '::');
  if (api?.port !== HEALTH_PORT || (api.host !== HEALTH_HOST && !isAny)) return [];
  return [`${file}: api.port: came ${api.port}, another one than HEALTH_PORT is expected`];
}

function named(
  environments: Readonly<Record<string, z.output<typeof environment>>>,
  sources: Sources,
  mistakes: string[],
): readonly Environment[] {
  return Object.entries(environments).map(([name, settings]) => {
    const { focusServer, rabbitmq, mongodb, ssh } = settings;
    const trusting = <P extends Trust>(part: string, of: P) =>
      withFile(
        of,
        'ca',
        'a PEM file with a certificate',
        `environments.${nameShown(name)}.${part}.ca`,
        sources,
        mistakes,
      );
    return {
      name,
      ...settings,
      focusServer: trusting('focusServer', focusServer),
      ...(rabbitmq && { rabbitmq: trusting('rabbitmq', rabbitmq) }),
      ...(mongodb && { mongodb: trusting('mongodb', mongodb) }),
      ...(ssh && {
        ssh: withFile(
          { ...ssh, ...(ssh.key !== undefined && { keyFile: ssh.key }) },
          'key',
          'a private key',
          `environments.${nameShown(name)}.ssh.key`,
          sources,
          mistakes,
        ),
      }),
    };
  });
}

const PUBLIC = /^(?:ssh-|ecdsa-|sk-)\S+ AAAA|-{4,5} ?BEGIN (?:\w+ )?PUBLIC KEY/;

function publicHalf(file: string): string {
  return file.endsWith('.pub') && isPath(file)
    ? `this is the public half, write ${file.slice(0, -'.pub'.length)}`
    : 'this is the public half';
}

interface Trust {
  readonly ca?: string;
}

/** The same part, with the text of the file that it names. */
function withFile<P extends { readonly [K in N]?: string }, N extends 'ca' | 'key'>(
  part: P,
  setting: N,
  what: string,
  at: string,
  sources: Sources,
  mistakes: string[],
): P {
  const file = part[setting];
  if (file === undefined) return part;
  try {
    const text = sources.readFile(file);
    if (setting === 'ca' && !text.includes('BEGIN CERTIFICATE')) throw new Error('it holds no certificate');
    if (setting === 'key' && PUBLIC.test(text)) throw new Error(publicHalf(file));
    return { ...part, [setting]: text };
  } catch (error) {
    mistakes.push(`${sources.yamlName}: ${at}: came ${pathShown(file)}, expected ${what}: ${fileTrouble(error, file)}`);
    return part;
  }
}

function defined(texts: Texts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text.trim()]],
    ),
  );
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { nearest } from '#lib/nearest.ts';
import { redact } from '#lib/redact.ts';
import { type Environment, environment } from './config/environment.ts';
import { type Settings, secretNames, settingNames, settings } from './config/settings.ts';

export interface Config {
  readonly settings: Settings;
  readonly defaultEnvironment: string;
  readonly environments: readonly Environment[];
}

export type Texts = Readonly<Record<string, string | undefined>>;

/** What a process cannot do without. */
export type Need = 'slack';

const world = z.strictObject({
  defaultEnvironment: z.string().exactOptional(),
  environments: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower case letters, digits and dashes are expected'),
    environment,
  ),
});

/** Reads `.env` and focus.yml of a folder once. Throws an ExplainedError that names every mistake of both. */
export function loadConfig(folder: string, processEnv: Texts, needs: readonly Need[]): Config {
  const file = readText(path.join(folder, '.env'));
  const own = file === undefined ? {} : parseEnv(file);
  const known = Object.fromEntries(settingNames.map((name) => [name, processEnv[name]]));
  const yamlPath = path.resolve(folder, processEnv.FOCUS_CONFIG ?? own.FOCUS_CONFIG ?? 'focus.yml');
  return parseConfig({
    env: { ...own, ...defined(known) },
    yaml: readText(yamlPath),
    yamlName: path.basename(yamlPath),
    variables: { ...own, ...processEnv },
    readFile: (name) => readFileSync(path.resolve(path.dirname(yamlPath), name), 'utf8'),
    needs,
  });
}

export interface Sources {
  /** Settings as texts; an unknown name is a mistake. Names used by focus.yml as `${NAME}` are known. */
  readonly env: Texts;
  readonly yaml: string | undefined;
  readonly yamlName: string;
  /** What `${NAME}` in focus.yml stands for. */
  readonly variables: Texts;
  readFile(name: string): string;
  readonly needs: readonly Need[];
}

export function parseConfig(sources: Sources): Config {
  const mistakes: string[] = [];
  const used = new Set<string>();
  const written = readYaml(sources, mistakes);
  const filled = fill(written, sources, used, mistakes, '');
  const own = Object.fromEntries(
    Object.entries(sources.env).filter(([name]) => settingNames.includes(name) || !used.has(name)),
  );
  const read = settings.safeParse(defined(own));
  if (!read.success) mistakes.push(...explain(read.error, own, '.env', settingNames));
  mistakes.push(...missing(own, sources.needs));
  const seen = filled === undefined ? undefined : world.safeParse(filled);
  if (seen && !seen.success) mistakes.push(...explain(seen.error, written, sources.yamlName));
  const environments = seen?.success ? named(seen.data.environments, sources, mistakes) : [];
  const names = namesIn(filled);
  const defaultEnvironment = (seen?.success ? seen.data.defaultEnvironment : askedFor(filled)) ?? names?.[0] ?? '';
  if (names && !names.includes(defaultEnvironment))
    mistakes.push(
      `${sources.yamlName}: defaultEnvironment: came ${JSON.stringify(defaultEnvironment)}, expected one of ${names.join(', ') || 'the environments, and there is none'}`,
    );
  if (mistakes.length > 0 || !read.success)
    throw new ExplainedError(
      `The settings have ${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}:\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
      'Mend them in .env and focus.yml; .env.example and focus.example.yml show each setting',
    );
  return { settings: read.data, defaultEnvironment, environments };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ExplainedError(`${file} could not be read: ${describeError(error)}`, 'Check its permissions', {
      cause: error,
    });
  }
}

function readYaml({ yaml, yamlName }: Sources, mistakes: string[]): unknown {
  if (yaml === undefined) {
    mistakes.push(`${yamlName}: there is no such file; copy focus.example.yml and name your environment in it`);
    return undefined;
  }
  try {
    return parseYaml(yaml) ?? {};
  } catch (error) {
    // The parser's first line says what is wrong and where; only for an alias does it also repeat what was written.
    const what = describeError(error)
      .split('\n')[0]
      ?.replace(/^(Unresolved alias).*/, '$1: a text that begins with * wants quotes');
    mistakes.push(`${yamlName}: is not YAML: ${what}`);
    return undefined;
  }
}

/** The same value with every `${NAME}` in its texts filled in. */
function fill(value: unknown, sources: Sources, used: Set<string>, mistakes: string[], at: string): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
      used.add(name);
      const found = sources.variables[name];
      if (found === undefined)
        mistakes.push(`${sources.yamlName}: ${at}: names \${${name}}, which is not set in .env or the environment`);
      return found ?? '';
    });
  if (Array.isArray(value)) return value.map((item, i) => fill(item, sources, used, mistakes, `${at}[${i}]`));
  if (value === null || typeof value !== 'object') return value;
  const inside = Object.entries(value).map(([key, part]) => [
    key,
    fill(part, sources, used, mistakes, at ? `${at}.${key}` : key),
  ]);
  return Object.fromEntries(inside);
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
  return [...bot, ...way];
}

function named(
  environments: Readonly<Record<string, z.output<typeof environment>>>,
  sources: Sources,
  mistakes: string[],
): readonly Environment[] {
  return Object.entries(environments).map(([name, settings]) => {
    const { ca } = settings.focusServer;
    if (ca === undefined) return { name, ...settings };
    try {
      return { name, ...settings, focusServer: { ...settings.focusServer, ca: sources.readFile(ca) } };
    } catch (error) {
      mistakes.push(
        `${sources.yamlName}: environments.${name}.focusServer.ca: came ${JSON.stringify(ca)}, expected a PEM file: ${describeError(error)}`,
      );
      return { name, ...settings };
    }
  });
}

/** Each problem with its setting, what came and what is expected. */
function explain(error: z.ZodError, input: unknown, file: string, names: readonly string[] = []): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const where = [...issue.path, key].join('.');
        const near = nearest(key, names);
        return `${file}: ${where}: is not a setting${near ? `; did you mean ${near}?` : ''}`;
      });
    const where = issue.path.length > 0 ? `${file}: ${issue.path.join('.')}` : file;
    if (issue.code === 'invalid_key') return [`${where}: ${issue.issues.map(({ message }) => message).join(', ')}`];
    const expected = issue.message.replace(/^(Invalid input|Invalid option|Too small|Too big): /, '');
    return [`${where}: came ${came(input, issue.path)}, ${expected}`];
  });
}

/** What came as it was written, `${NAME}` unfilled; a secret only by its length, and nothing that stands before an @. */
function came(input: unknown, at: readonly PropertyKey[]): string {
  const value = at.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key], input);
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && secretNames.includes(String(at[0]))) return `a text of ${value.length} characters`;
  return redact(JSON.stringify(value) ?? String(value))
    .replace(/[^"\s]+@/g, '‹hidden›@')
    .slice(0, 80);
}

function defined(texts: Texts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined || text === '' ? [] : [[name, text]])),
  );
}

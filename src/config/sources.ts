import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { describeError, ExplainedError } from '#lib/errors.ts';

export type Texts = Readonly<Record<string, string | undefined>>;

/** What a process cannot do without. */
export type Need = 'slack';

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

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ExplainedError(`${file} could not be read: ${describeError(error)}`, 'Check its permissions', {
      cause: error,
    });
  }
}

export function readYaml({ yaml, yamlName }: Sources, mistakes: string[]): unknown {
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
export function fill(value: unknown, sources: Sources, used: Set<string>, mistakes: string[], at: string): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
      used.add(name);
      const found = Object.hasOwn(sources.variables, name) ? sources.variables[name] : undefined;
      if (found === undefined)
        mistakes.push(`${sources.yamlName}: ${at}: names \${${name}}, which is not set in .env or the environment`);
      return found ?? '';
    });
  if (Array.isArray(value)) return value.map((item, i) => fill(item, sources, used, mistakes, `${at}[${i}]`));
  if (value === null || typeof value !== 'object') return value;
  // Left out in silence by what reads names.
  if (Object.hasOwn(value, '__proto__'))
    mistakes.push(`${sources.yamlName}:${at && ` ${at}:`} __proto__ can be no name`);
  const inside = Object.entries(value).map(([key, part]) => [
    key,
    fill(part, sources, used, mistakes, at ? `${at}.${key}` : key),
  ]);
  return Object.fromEntries(inside);
}

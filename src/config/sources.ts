import { readFileSync } from 'node:fs';
import { parseDocument, YAMLParseError } from 'yaml';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { fileTrouble } from '#lib/file-trouble.ts';
import { isPath } from '#lib/path-shown.ts';
import { nameShown } from './came.ts';
import { unseenIn, withoutMark } from './unseen.ts';

export type Texts = Readonly<Record<string, string | undefined>>;

/** What a process cannot do without. */
export type Need = 'slack';

export interface Sources {
  /** Settings as texts, with those of other programs; a name near to a setting's is a mistake, unless focus.yml has it as `${NAME}`. */
  readonly env: Texts;
  /** What of `.env` is read otherwise than it looks, told. */
  readonly misread?: readonly string[];
  readonly yaml: string | undefined;
  readonly yamlName: string;
  /** What `${NAME}` in focus.yml stands for. */
  readonly variables: Texts;
  readFile(name: string): string;
  /** From where plugins are looked for; the process's own folder unless told. */
  readonly folder?: string;
  readonly needs: readonly Need[];
}

export function readText(file: string): string | undefined {
  try {
    return textOf(readFileSync(file), file);
  } catch (error) {
    if (error instanceof ExplainedError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR')
      throw new ExplainedError(
        `${isPath(file) ? file : 'what FOCUS_CONFIG names'} is a directory`,
        'A file is expected there',
        { cause: error },
      );
    throw new ExplainedError(
      `${isPath(file) ? file : 'what FOCUS_CONFIG names'} could not be read: ${fileTrouble(error, file)}`,
      'Check its permissions',
      {
        cause: error,
      },
    );
  }
}

/** Throws an ExplainedError where it is in another encoding: half of it would be read as something else. */
function textOf(bytes: Buffer, file: string): string {
  try {
    const text = withoutMark(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    if (!text.includes('\0')) return text;
  } catch {
    // Told below.
  }
  throw new ExplainedError(
    `${isPath(file) ? file : 'what FOCUS_CONFIG names'} is not text in UTF-8`,
    'Save it as UTF-8; some editors write UTF-16 or Latin-1',
  );
}

export function readYaml({ yaml, yamlName }: Sources, mistakes: string[]): unknown {
  if (yaml === undefined) {
    mistakes.push(
      `${yamlName}: there is no such file${yamlName.includes('~') ? ' (~ is not expanded)' : ''}; copy focus.example.yml and name your environment in it`,
    );
    return undefined;
  }
  try {
    const document = parseDocument(withoutMark(yaml), { merge: true });
    // A tag that it does not know is a warning, which would be told with the line that it stands in.
    const [wrong] = [...document.errors, ...document.warnings];
    if (wrong) throw wrong;
    return document.toJS() ?? {};
  } catch (error) {
    // The parser's first line says what is wrong and where, and after a colon repeats what was written.
    const place = error instanceof YAMLParseError ? error.pos[0] : 0;
    const twice = error instanceof YAMLParseError && error.code === 'DUPLICATE_KEY' ? yaml.slice(place) : '';
    const [bare] = /^\$\{\w+\}/.exec(yaml.slice(Math.max(place - 1, 0))) ?? [];
    const what = describeError(error)
      .split('\n')[0]
      ?.replace(/: .*?(?= at line \d|$)/m, '')
      .replace(/!\S+/, '!…')
      .replace(
        /^Map keys must be unique/,
        `${nameShown(/^[\w-]+/.exec(twice)?.[0] ?? 'a name')} stands twice in one place, again`,
      )
      .replace(/^Merge sources must be.*/, 'after << an alias of lines NAME: VALUE is expected, such as *name')
      .replace(/^Tabs are not .*?(?=:?$)/, '$&: write blanks')
      .replace(/^Un(?:resolved|expected) alias.*?(?= at line|$)/, 'a text that begins with * wants quotes')
      .replace(/:$/, '')
      .replace(/^(?:Unexpected flow-map-start|Missing , or).*?(?= at line)/, (said) =>
        bare ? `inside { } and [ ] a text with ${bare} wants quotes, such as '${bare}',` : said,
      )
      .replace(
        /^Source contains multiple documents.*/,
        'it has a second document after a line of ---; one is expected',
      );
    mistakes.push(`${yamlName}: is not YAML: ${what}`);
    return undefined;
  }
}

/** What is met on the way through a value. */
export interface Filling {
  readonly sources: Sources;
  /** Every name that was filled in. */
  readonly used: Set<string>;
  readonly mistakes: string[];
  /** Mistakes that make the file another one than people see: what else is wrong in it follows from them. */
  readonly misread: string[];
}

/** The same value with every `${NAME}` in its texts filled in, and a section under which nothing stands as an empty one. */
export function fill(value: unknown, filling: Filling, at = '', inside: readonly unknown[] = []): unknown {
  const { sources, mistakes, misread } = filling;
  if (typeof value === 'string') return fillText(value, filling, at);
  if (value === null || typeof value !== 'object') return value;
  if (inside.includes(value)) {
    misread.push(
      `${sources.yamlName}: ${at}: an alias there stands for what it is itself a part of; write that part out`,
    );
    return undefined;
  }
  const outside = [...inside, value];
  if (Array.isArray(value)) return value.map((item, i) => fill(item, filling, `${at}[${i}]`, outside));
  // Left out in silence by what reads names.
  if (Object.hasOwn(value, '__proto__'))
    mistakes.push(`${sources.yamlName}:${at && ` ${at}:`} __proto__ can be no name`);
  const entries = Object.entries(value).filter(([key]) => at !== '' || !key.startsWith('x-'));
  return Object.fromEntries(
    entries.map(([key, part]) => {
      const where = at ? `${at}.${nameShown(key)}` : nameShown(key);
      tellUnseen(key, where, filling);
      return [key, fill(part ?? emptySections[key], filling, where, outside) ?? part];
    }),
  );
}

/** What a person writes who keeps the heading and empties what is under it. */
const emptySections: Readonly<Record<string, unknown>> = {
  ...{ access: {}, checks: {}, defaults: {}, limits: {}, notify: {}, shares: {} },
  ...{ focusServer: {}, kubernetes: {}, rabbitmq: {}, mongodb: {} },
  ...{ maintenance: [], plugins: [], redact: [] },
};

/** Of a URL that is written out, what stands before the `@`. */
const LOGIN = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)/i;

function fillText(text: string, filling: Filling, at: string): string {
  // A pattern may look for what nobody sees.
  if (!at.startsWith('redact[')) tellUnseen(text, at, filling);
  const [, scheme = '', login = ''] = LOGIN.exec(text) ?? [];
  const rest = text.slice(scheme.length + login.length);
  const plain = (part: string) => fillNames(part, filling, at, (value) => value);
  return scheme + fillNames(login, filling, at, encodeURIComponent) + plain(rest);
}

function fillNames(text: string, filling: Filling, at: string, written: (value: string) => string) {
  const { sources, used, mistakes } = filling;
  return text.replace(/\$\{([^}]*)\}/g, (all, name: string) => {
    const found = Object.hasOwn(sources.variables, name) ? sources.variables[name] : undefined;
    used.add(name);
    if (found !== undefined) {
      if (!at.startsWith('redact[')) tellUnseenOf(name, found, filling);
      return written(found);
    }
    const told = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? `names \${${nameShown(name)}}, which is not set in .env or the environment`
      : `holds \${…}; the name of a variable alone is expected between the braces`;
    if (!at.startsWith('redact[')) mistakes.push(`${sources.yamlName}: ${at}: ${told}`);
    return at.startsWith('redact[') ? all : '';
  });
}

function tellUnseen(text: string, at: string, { sources, misread }: Filling): void {
  const unseen = unseenIn(text);
  if (unseen !== undefined) misread.push(`${sources.yamlName}: ${at}: ${unseen}`);
}

/** Once a name, and nothing of its value. */
function tellUnseenOf(name: string, value: string, { misread }: Filling): void {
  const unseen = unseenIn(value);
  const line = `.env: ${nameShown(name)}: ${unseen}`;
  if (unseen !== undefined && !misread.includes(line)) misread.push(line);
}

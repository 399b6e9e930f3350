import { z } from 'zod';
import { joinFirst } from '#lib/join-words.ts';
import { nearest } from '#lib/nearest.ts';
import { came, nameShown, placeShown } from './came.ts';

/** Each problem with its setting, what came and what is expected. */
export function explain(error: z.ZodError, input: unknown, file: string, names: NamesAt): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const where = placeShown([...issue.path, key]);
        const known = names(issue.path);
        const near = nearest(key, known);
        const others =
          file === '.env'
            ? `, and no \${${nameShown(key)}} in focus.yml names it`
            : `; there are ${joinFirst(known, MOST_NAMES)}`;
        return `${file}: ${where}: is not a setting${near ? `; did you mean ${near}?` : others}`;
      });
    const where = issue.path.length > 0 ? `${file}: ${placeShown(issue.path)}` : file;
    if (issue.code === 'invalid_key') return [`${where}: ${issue.issues.map(({ message }) => message).join(', ')}`];
    const value = valueAt(input, issue.path);
    return [`${where}: came ${came(value, issue.path)}, ${expected(issue)}${likely(issue, value)}`];
  });
}

const MOST_NAMES = 16;

/** What the library expected and what was most likely meant, where one can tell. */
function likely(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== 'invalid_type') return '';
  const isPlain = issue.message.startsWith('Invalid ');
  if (isPlain && issue.expected === 'string' && ['number', 'boolean'].includes(typeof value))
    return ': put it in quotes';
  if (typeof value !== 'string') return '';
  if (issue.expected === 'boolean' && /^(true|yes|on|y)$/i.test(value)) return ': write true';
  if (issue.expected === 'boolean' && /^(false|no|off|n)$/i.test(value)) return ': write false';
  return issue.expected === 'number' && /^\d+,\d{1,2}$/.test(value) ? `: write ${value.replace(',', '.')}` : '';
}

const SHAPES: Readonly<Record<string, string>> = {
  boolean: 'true or false is expected, without quotes',
  number: 'a number is expected, without quotes',
  int: 'a whole number is expected',
  string: 'a text is expected',
  array: 'a list is expected',
  object: 'lines of NAME: VALUE are expected below it, without dashes',
  record: 'lines of NAME: VALUE are expected below it, without dashes',
};

/** What a schema says in words of its own stays; the library's are for programmers. */
function expected(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (!/^(Invalid|Too) /.test(message)) return message;
  switch (issue.code) {
    case 'invalid_type':
      return SHAPES[issue.expected] ?? message;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')} is expected`;
    case 'too_big':
      return `at most ${issue.maximum} is expected`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum} is expected`;
    default:
      return message;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

/** The names of settings that may stand at a place. */
export type NamesAt = (path: readonly PropertyKey[]) => readonly string[];

/** Those that a schema takes. */
export function namesOf(schema: z.ZodType): NamesAt {
  type Part = z.core.JSONSchema.BaseSchema;
  const isPart = (value: unknown): value is Part => value !== null && typeof value === 'object';
  return (path) => {
    const at = path.reduce<unknown>(
      (inside, key) => {
        if (!isPart(inside)) return undefined;
        return (
          inside.properties?.[String(key)] ?? (typeof key === 'number' ? inside.items : inside.additionalProperties)
        );
      },
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    );
    return isPart(at) ? Object.keys(at.properties ?? {}) : [];
  };
}

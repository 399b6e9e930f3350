import { z } from 'zod';
import { nearest } from '#lib/nearest.ts';
import { redact } from '#lib/redact.ts';
import { secretNames } from './settings.ts';

/** Each problem with its setting, what came and what is expected. */
export function explain(error: z.ZodError, input: unknown, file: string, names: readonly string[]): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const where = [...issue.path, key].join('.');
        const near = nearest(
          key,
          // It may be one elsewhere.
          names.filter((name) => name !== key),
        );
        const unused = file === '.env' && !near ? `, and no \${${key}} in focus.yml names it` : '';
        return `${file}: ${where}: is not a setting${near ? `; did you mean ${near}?` : unused}`;
      });
    const where = issue.path.length > 0 ? `${file}: ${issue.path.join('.')}` : file;
    if (issue.code === 'invalid_key') return [`${where}: ${issue.issues.map(({ message }) => message).join(', ')}`];
    return [`${where}: came ${came(input, issue.path)}, ${expected(issue)}`];
  });
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

/** What came as it was written, `${NAME}` unfilled; a secret only by its length, and nothing that stands before an @. */
function came(input: unknown, at: readonly PropertyKey[]): string {
  const value = at.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key], input);
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string' && (secretNames.includes(String(at[0])) || (at[0] === 'api' && at.at(-1) === 'token')))
    return `a text of ${value.length} characters`;
  return redact(JSON.stringify(value) ?? String(value))
    .replace(/(?:‹hidden [0-9a-f]{4}›|[^"\s])+@/g, '‹hidden›@')
    .slice(0, 80);
}

/** Every name that may stand anywhere in what a schema takes. */
export function namesOf(schema: z.ZodType): readonly string[] {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, part] of Object.entries(value)) {
      if (key === 'properties' && part) for (const name of Object.keys(part)) names.add(name);
      collect(part);
    }
  };
  collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return [...names];
}

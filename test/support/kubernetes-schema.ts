import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as models from '@kubernetes/client-node';

/**
 * What is wrong with an object by Kubernetes' own OpenAPI document, from which client-node's types are generated: fields
 * that do not exist, that are missing, or that have another type. Empty where nothing is.
 */
export function schemaProblems(object: { readonly apiVersion: string; readonly kind: string }): readonly string[] {
  const version = object.apiVersion.split('/').at(-1) ?? '';
  return problems(`${version.replace(/^v/, 'V')}${object.kind}`, object, object.kind);
}

interface Field {
  /** As client-node calls it. */
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
}

function problems(type: string, value: unknown, at: string): readonly string[] {
  const list = /^Array<(.*)>$/.exec(type)?.[1];
  if (list !== undefined)
    return Array.isArray(value)
      ? value.flatMap((item, n) => problems(list, item, `${at}[${n}]`))
      : [`${at}: a list is expected`];
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (map !== undefined)
    return isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => problems(map, item, `${at}.${key}`))
      : [`${at}: names and values are expected`];
  const isRight = PRIMITIVES[type];
  if (isRight) return isRight(value) ? [] : [`${at}: ${type} is expected, ${JSON.stringify(value)} came`];
  return objectProblems(type, value, at);
}

const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  IntOrString: (value) => typeof value === 'string' || Number.isInteger(value),
  any: () => true,
};

function objectProblems(type: string, value: unknown, at: string): readonly string[] {
  const fields = fieldsOf(type);
  if (!isObject(value)) return [`${at}: ${type} is expected`];
  const known = new Map(fields.map(({ baseName, type }) => [baseName, type]));
  const found = Object.entries(value).flatMap(([name, item]) => {
    const itsType = known.get(name);
    return itsType === undefined
      ? [`${at}.${name}: ${type} has no such field`]
      : problems(itsType, item, `${at}.${name}`);
  });
  const required = requiredOf(type);
  const missing = fields.filter(({ name, baseName }) => required.includes(name) && !(baseName in value));
  return [...found, ...missing.map(({ baseName }) => `${at}.${baseName} is missing`)];
}

function fieldsOf(type: string): readonly Field[] {
  const model: unknown = Reflect.get(models, type);
  if (typeof model !== 'function' || !('getAttributeTypeMap' in model)) throw new Error(`Kubernetes has no ${type}`);
  return (model as { getAttributeTypeMap(): readonly Field[] }).getAttributeTypeMap();
}

const library = path.dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node'));

/** Which fields must be there is only in the declarations: `'name': string` and not `'name'?: string`. */
function requiredOf(type: string): readonly string[] {
  const declared = readFileSync(path.join(library, 'gen/models', `${type}.d.ts`), 'utf8');
  return [...declared.matchAll(/^ {4}'([^']+)': /gm)].map(([, name = '']) => name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

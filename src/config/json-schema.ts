import { z } from 'zod';
import { descriptions } from './descriptions.ts';
import { world } from './world.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What an editor needs to help with focus.yml. It forbids no more than the settings do; they find more. */
export function focusSchema(): Schema {
  const schema = described(z.toJSONSchema(world, { io: 'input', unrepresentable: 'any' }), []);
  return {
    ...schema,
    title: 'focus.yml of Focus bot',
    // Names that begin so are anchors' places, and no settings.
    patternProperties: { '^x-': {} },
  };
}

/** The same with a description of each setting, and without the bounds that every number has. */
function described(value: unknown, path: readonly string[]): Schema {
  const schema = withoutUsual(asSchema(value));
  const { properties, additionalProperties, items } = schema;
  const inside = Object.entries(asSchema(properties)).map(([name, part]) => [name, described(part, [...path, name])]);
  const description = descriptions[path.join('.')] ?? descriptions[path.at(-1) ?? ''];
  return {
    ...(description !== undefined && { description }),
    ...schema,
    ...(properties !== undefined && { properties: Object.fromEntries(inside) }),
    ...(isObject(additionalProperties) && { additionalProperties: described(additionalProperties, [...path, '*']) }),
    ...(isObject(items) && { items: described(items, [...path, '']) }),
  };
}

function withoutUsual(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(([, value]) => Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER),
  );
}

function asSchema(value: unknown): Schema {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Schema {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { focusSchema } from '#config/json-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Every setting of a schema, by its path. */
function settings(schema: Schema, path = ''): readonly (readonly [string, Schema])[] {
  const named = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const inside = [schema.additionalProperties, schema.items].filter(
    (each): each is Schema => typeof each === 'object' && each !== null,
  );
  return [
    ...named.flatMap(([name, each]) => [[`${path}${name}`, each] as const, ...settings(each, `${path}${name}.`)]),
    ...inside.flatMap((each) => settings(each, `${path}*.`)),
  ];
}

describe('the JSON schema of focus.yml', () => {
  it('is the one that is committed: npm run --silent focus -- schema > focus.schema.json', () => {
    expect(JSON.parse(readFileSync('focus.schema.json', 'utf8'))).toEqual(focusSchema());
  });

  it('describes every setting', () => {
    const all = settings(focusSchema());
    expect(all.map(([path]) => path)).toContain('environments.*.focusServer.url');
    expect(all.filter(([, { description }]) => typeof description !== 'string').map(([path]) => path)).toEqual([]);
  });

  it('is named in the example, for editors', () => {
    expect(readFileSync('focus.example.yml', 'utf8').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./focus.schema.json',
    );
  });

  it('knows every setting that the example shows', () => {
    const names = new Set(settings(focusSchema()).map(([path]) => path.split('.').at(-1)));
    const shown = [...readFileSync('focus.example.yml', 'utf8').matchAll(/^\s+([a-zA-Z]+):(?: |$)/gm)].map(
      ([, name]) => name,
    );
    expect(shown).toContain('amqpUrl');
    expect(shown.filter((name) => !names.has(name) && !['staging', 'oncall'].includes(name ?? ''))).toEqual([]);
  });
});

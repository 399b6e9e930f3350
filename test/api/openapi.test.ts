import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openapi } from '#api/openapi.ts';

describe('the OpenAPI document', () => {
  it('is the one that is committed: npm run --silent focus -- schema --api > docs/openapi.json', () => {
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(openapi());
  });

  it('says of each route what it answers to another method, to who sends too slowly, and after a mistake of the bot', () => {
    const { paths } = openapi() as { paths: Record<string, Record<string, { responses: object }>> };
    for (const route of Object.values(paths))
      for (const { responses } of Object.values(route))
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['405', '408', '500']));
  });

  it('leads only to schemas that it has', () => {
    const text = JSON.stringify(openapi());
    const { components } = openapi() as { components: { schemas: object } };
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(components.schemas).toSorted());
  });
});

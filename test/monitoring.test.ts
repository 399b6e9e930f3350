import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Lab, openLab } from '#lab/lab.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { silentLog } from '#lib/logger.ts';
import { namesAsked, namesIn } from './support/scrape.ts';

const rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const dashboard = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.object({
      title: z.string(),
      datasource: z.object({ uid: z.string() }).optional(),
      targets: z.array(z.object({ expr: z.string() })).default([]),
    }),
  ),
});

describe('what is watched of the bot', () => {
  let lab: Lab;
  let shown: ReadonlySet<string>;
  beforeAll(async () => {
    lab = await openLab({ scenario: healthy, speed: 10, seed: 1, log: silentLog, outside: true });
    shown = namesIn(await (await fetch(`${lab.outsideUrl}/metrics`)).text());
  });
  afterAll(() => lab.close());

  const read = (name: string) => readFileSync(`deploy/monitoring/${name}`, 'utf8');
  const unknown = (queries: readonly string[]) => queries.flatMap(namesAsked).filter((name) => !shown.has(name));

  it('alerts of what the bot shows, and of nothing else', () => {
    const queries = rules
      .parse(parse(read('rules.yml')))
      .groups.flatMap((group) => group.rules.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) expect(namesAsked(query)).not.toEqual([]);
    expect(unknown(queries)).toEqual([]);
  });

  it('draws what the bot shows, from a datasource that is chosen', () => {
    const { panels, templating } = dashboard.parse(JSON.parse(read('dashboard.json')));
    expect(templating.list[0]).toEqual({ name: 'datasource', type: 'datasource' });
    const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) expect(namesAsked(query)).not.toEqual([]);
    expect(unknown(queries)).toEqual([]);
    for (const { targets, datasource } of panels.filter(({ targets }) => targets.length > 0))
      expect([targets.length > 0, datasource?.uid]).toEqual([true, '$' + '{datasource}']);
  });

  it('has a line in the document for each metric of its own', () => {
    const text = readFileSync('docs/operations.md', 'utf8');
    const told = new Set(text.match(/`focus_bot_\w+`/g) ?? []);
    const own = [...shown]
      .filter((name) => name.startsWith('focus_bot_'))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(own)].filter((name) => !told.has(`\`${name}\``))).toEqual([]);
    expect([...told].filter((name) => !own.includes(name.slice(1, -1)))).toEqual([]);
  });
});

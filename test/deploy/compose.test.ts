import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { settingNames, settings } from '#config/settings.ts';
import { parseDuration } from '#lib/duration.ts';
import { CLOSED_AFTER_MS } from '../../src/worker.ts';

const service = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  stop_grace_period: z.string().exactOptional(),
  user: z.string(),
  read_only: z.literal(true),
  command: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  cap_drop: z.tuple([z.literal('ALL')]),
  profiles: z.array(z.string()).default([]),
});
const compose = z.object({ services: z.record(z.string(), service) });
const { services } = compose.parse(parse(readFileSync('deploy/compose.yml', 'utf8'), { merge: true }));
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const MARGIN_MS = 15_000;

describe('compose.yml', () => {
  it('starts bot, workers and Redis, and the lab only where it is asked for', () => {
    const always = Object.keys(services).filter((name) => services[name]?.profiles.length === 0);
    expect(always).toEqual(['bot', 'worker', 'redis']);
    expect(services.lab?.profiles).toEqual(['lab']);
    expect(services.worker).toMatchObject({ command: ['worker'], deploy: { replicas: 2 } });
  });

  it('publishes the lab to this machine alone, at the port of its page', () => {
    const [, page = ''] = services.lab?.command ?? [];
    expect(services.lab?.command).toEqual(['--page', page]);
    expect(services.lab?.ports).toEqual([`127.0.0.1:${page.split(':')[1]}:${page.split(':')[1]}`]);
    expect(page).toMatch(/^0\.0\.0\.0:\d+$/);
  });

  it('sets only settings that exist', () => {
    const set = Object.values(services).flatMap(({ environment }) => Object.keys(environment));
    expect(set).not.toHaveLength(0);
    expect(set.filter((name) => !settingNames.includes(name))).toEqual([]);
  });

  it('waits for what runs, and 15 s more', () => {
    const { SHUTDOWN_TIMEOUT } = settings.parse({});
    for (const name of ['bot', 'worker'])
      expect(parseDuration(services[name]?.stop_grace_period ?? '10s')).toBeGreaterThanOrEqual(
        SHUTDOWN_TIMEOUT + MARGIN_MS,
      );
    expect(CLOSED_AFTER_MS).toBeLessThan(MARGIN_MS);
  });

  it('has a Redis that forgets nothing', () => {
    expect(services.redis?.command).toEqual([
      'redis-server',
      '--appendonly',
      'yes',
      '--maxmemory-policy',
      'noeviction',
    ]);
  });

  it('is of this version', () => {
    expect(Object.values(services).map(({ image }) => image)).toEqual([
      `focus-bot:${version}`,
      `focus-bot:${version}`,
      'redis:7.4',
      `focus-bot-lab:${version}`,
    ]);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { scenarios } from '#lab/scenarios/index.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { openTerminal, type Terminal } from './support/terminal.ts';

describe('focus in a terminal', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  let world: World | undefined;
  beforeEach(() => {
    terminal = openTerminal();
  });
  afterEach(async () => {
    terminal.close();
    await world?.close();
    world = undefined;
  });

  const open = async (id: string) => {
    const scenario = scenarios.find((candidate) => candidate.id === id);
    if (!scenario) throw new Error(`there is no scenario ${id}`);
    world = await openWorld({ clock: systemClock, seed: 1, scenario });
    writeFileSync(path.join(terminal.folder, 'kubeconfig'), world.kubernetes.kubeconfig);
    const staging = {
      focusServer: { url: world.focusServer.url },
      kubernetes: { kubeconfig: path.join(terminal.folder, 'kubeconfig'), context: 'lab' },
    };
    writeFileSync(path.join(terminal.folder, 'focus.yml'), stringify({ environments: { staging } }));
  };

  it('ends with 0 and the report when the job is healthy', async () => {
    await open('healthy');
    const { out, code } = await terminal.focus('timing', 'staging');
    expect(out).toMatch(/^HEALTHY {2}staging: consumer after /);
    expect(out).toContain('RabbitMQ and the queue: RabbitMQ is not configured for staging');
    expect(code).toBe(0);
  });

  it('ends with 1 and one JSON document when it is broken', async () => {
    await open('fiber-not-connected');
    const { out, code } = await terminal.process('timing', '--json');
    expect(JSON.parse(out)).toMatchObject({
      report: { verdict: 'broken', cause: { id: 'fiber-not-connected' } },
      evidence: { version: 1 },
    });
    expect(code).toBe(1);
  });

  it('ends with 2 when nothing could be told', async () => {
    await open('consumer-never-created');
    const { out, code } = await terminal.focus('timing', 'timeout=5s');
    expect(out).toMatch(/^INCONCLUSIVE {2}staging: no consumer yet for job 1-41 after 5/);
    expect(code).toBe(2);
  });

  it('asks the same several times, counts up, and tells the runs together', async () => {
    await open('healthy');
    const file = path.join(terminal.folder, 'runs.xml');
    const { out, err, code } = await terminal.focus('timing', 'staging', '--runs', '2', 'nfft=2048', '--junit', file);
    expect(readFileSync(file, 'utf8').match(/<testcase /g)).toHaveLength(2);
    expect(err).toContain('1 of 2: 1 healthy\n2 of 2: 2 healthy\n');
    expect(out).toMatch(/^staging: 2 of 2 runs got their consumer \(100 %\), median \d/);
    expect(out).toContain('Starting the container');
    expect(world?.lives).toHaveLength(2);
    expect(code).toBe(0);
    const mistaken = await terminal.focus('timing', '--runs', '500');
    expect(mistaken).toMatchObject({ code: 3, out: '' });
    expect(mistaken.err).toContain('runs=500 is outside 2 to 20');
  });

  it('ends with 3, having asked nobody, when it cannot begin', async () => {
    await open('healthy');
    const mistaken = await terminal.focus('timing', 'nftt=1024');
    expect(mistaken).toMatchObject({ code: 3, out: '' });
    expect(mistaken.err).toContain('did you mean nfft?');
    expect(world?.focusServer.requests).toEqual([]);
  });
});

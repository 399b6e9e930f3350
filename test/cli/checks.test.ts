import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerOf } from '../support/focus.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const world = 'environments: { staging: { focusServer: { url: https://focus.lab } } }\n';
const checks = [
  'checks:',
  '  live: { environment: staging, timing: {}, every: 15m, channel: C0123456789 }',
  "  ready: { environment: staging, status: all, cron: '*/30 * * * *', channel: C0123456789 }",
].join('\n');

describe('focus checks', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  beforeEach(() => {
    // Nothing listens there.
    terminal = openTerminal({ REDIS_URL: 'redis://127.0.0.1:1' });
  });
  afterEach(() => terminal.close());
  const write = (yaml: string) => writeFileSync(path.join(terminal.folder, 'focus.yml'), yaml);

  it('shows what would run when, from settings alone', async () => {
    write(`${world}${checks}`);
    const { out, err, code } = await terminal.focus('checks', '--dry-run');
    expect(out).toMatch(
      /^2 checks from .* UTC\. This is a plan: nothing was run or posted\.\n\nlive {3}staging {2}timing/,
    );
    expect(out).toMatch(/\n {2}runs {9}96 runs, first .*\n/);
    expect(out).toMatch(/\n {2}runs {9}48 runs, in UTC\n/);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('shows the same to programs', async () => {
    write(`${world}${checks}`);
    const { out, code } = await terminal.focus('checks', '--dry-run', '--json');
    const plan = JSON.parse(out) as { checks: { name: string; ticks: unknown[] }[] };
    expect(plan.checks.map(({ name, ticks }) => [name, ticks.length])).toEqual([
      ['live', 96],
      ['ready', 48],
    ]);
    expect(code).toBe(0);
  });

  it('says that there are none', async () => {
    write(world);
    expect(await terminal.focus('checks', '--dry-run')).toEqual({
      out: 'There are no checks; focus.example.yml shows how focus.yml can name some.\n',
      err: '',
      code: 0,
    });
  });

  it('tells the mistakes of the settings', async () => {
    write(`${world}${checks.replace('15m', '1s')}`);
    const { out, err, code } = await terminal.focus('checks', '--dry-run');
    expect(err).toMatch(/^The settings have 1 mistake:\n {2}focus\.yml: checks\.live\.every: came "1s"/);
    expect({ out, code }).toEqual({ out: '', code: 3 });
  });

  it('runs none', async () => {
    expect(await answerOf('checks')).toEqual({
      out: '',
      err: 'checks run in the bot; here they can only be shown, with --dry-run\n',
      code: 3,
    });
    expect(await answerOf('checks', 'live', '--dry-run')).toMatchObject({
      err: "too many arguments for 'checks'. Expected 0 arguments but got 1: live.\n",
      code: 3,
    });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { subcommands } from '#cli/subcommands.ts';
import { answerOf } from '../support/focus.ts';

const names = subcommands.map((subcommand) => subcommand({ out: () => {}, err: () => {}, end: () => {} }).name());

describe('focus', () => {
  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await answerOf('--version')).toEqual({ out: `${version}\n`, err: '', code: 0 });
  });

  it('says what can be typed', async () => {
    const { out, err, code } = await answerOf('--help');
    for (const name of names) expect(out).toMatch(new RegExp(`\n  ${name} (\\[options\\] )?.*\\w`));
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(await answerOf('help')).toEqual({ out, err, code });
  });

  it.each(names)('says what can be typed after %s, and what its exit codes mean', async (name) => {
    const { out, err, code } = await answerOf(name, '--help');
    expect(out).toMatch(new RegExp(`^Usage: npm run --silent focus -- ${name} \\[options\\]`));
    expect(out).toMatch(/\nExit code: 0 .* · 3 could not|\nExit code: 0 .* · 3 the settings/);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('offers the nearest word for one that it does not know, and ends with 3', async () => {
    expect(await answerOf('bundel', 'inv-a')).toEqual({
      out: '',
      err: `there is no command "bundel"; did you mean bundle? There are ${names.join(', ')}, help\n`,
      code: 3,
    });
    expect(await answerOf('timing', '--jsn')).toMatchObject({
      err: expect.stringContaining('did you mean --json?'),
      code: 3,
    });
  });

  it('shows its help and ends with 3 where nothing is typed', async () => {
    expect(await answerOf()).toMatchObject({ out: '', err: expect.stringContaining('Usage: '), code: 3 });
  });
});

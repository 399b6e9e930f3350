import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const text = 'start\nDB_PASSWORD2=hunter2 badge 12345678\ntoken: no such file or directory\n';

describe('focus redact', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = openTerminal();
  });
  afterEach(() => terminal.close());
  const settings = (pattern: string) =>
    `redact:\n  - '${pattern}'\nenvironments:\n  staging:\n    focusServer: { url: https://focus.lab }\n`;

  it('prints what masking makes of its input, and says that there are no own patterns', async () => {
    const { out, err, code } = await terminal.given(text, 'redact');
    expect(out).toBe('start\nDB_PASSWORD2=‹hidden 0fe1› badge 12345678\ntoken: no such file or directory\n');
    expect({ err, code }).toEqual({
      err: 'There is no focus.yml: what is known is masked, and nothing of your own\n',
      code: 0,
    });
  });

  it('masks what the patterns of focus.yml match', async () => {
    writeFileSync(path.join(terminal.folder, 'focus.yml'), settings('badge (?<secret>[0-9]{8})'));
    const { out, err, code } = await terminal.given(text, 'redact');
    expect(out).toMatch(/^start\nDB_PASSWORD2=‹hidden 0fe1› badge ‹hidden [0-9a-f]{4}›\ntoken: no such/);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('says that a pattern is one that a text can hold up', async () => {
    writeFileSync(path.join(terminal.folder, 'focus.yml'), settings('(a+)+$'));
    const { out, err, code } = await terminal.given(text, 'redact');
    expect(err).toContain('focus.yml: redact.0: came a text of 6 characters, a text can hold it up');
    expect({ out, code }).toEqual({ out: '', code: 3 });
  });

  it('shows what would steer a terminal or turn the text around as escapes', async () => {
    const { out } = await terminal.given('a\u001b[31mred \u202eevil\u2066 \u0007\u009b1m\n', 'redact');
    expect(out).toBe('a\\u001b[31mred \\u202eevil\\u2066 \\u0007\\u009b1m\n');
  });

  it('ends with a word on an input that does not', async () => {
    const { out, err, code } = await terminal.given('x'.repeat(64 * 2 ** 20 + 1), 'redact');
    expect({ out, code }).toEqual({ out: '', code: 3 });
    expect(err).toContain('the text could not be read: it has more than 67108864 bytes');
  });
});

import { describe, expect, it } from 'vitest';
import type { Command } from '#slack/commands/command.ts';
import { routeCommand } from '#slack/commands/route.ts';

function command(name: string): Command {
  return { name, usage: `/focus ${name}`, summary: name, run: async () => {} };
}
const timing = command('timing');
const help = command('help');

describe('routeCommand', () => {
  it.each([
    ['timing', timing, ''],
    ['timing staging nfft=1024', timing, 'staging nfft=1024'],
    ['  TIMING   staging\n channels=1-5 ', timing, 'staging\n channels=1-5'],
    ['“timing” staging', timing, 'staging'],
    ['', help, ''],
    ['   ', help, ''],
    ['help timing', help, 'timing'],
  ])('sends %j where it belongs', (text, wanted, rest) => {
    expect(routeCommand(text, [timing, help])).toEqual({ command: wanted, rest });
  });

  it('names the nearest command for a misspelled one', () => {
    expect(routeCommand('tming staging', [timing, help])).toEqual({ unknown: 'tming', nearest: 'timing' });
    expect(routeCommand('frobnicate', [timing, help])).toEqual({ unknown: 'frobnicate' });
  });
});

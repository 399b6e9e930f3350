import { describe, expect, it } from 'vitest';
import type { Command } from '#slack/commands/command.ts';
import { routeCommand } from '#slack/commands/route.ts';

function command(name: string): Command {
  return { name, usage: `/focus ${name}`, summary: name, run: async () => {} };
}
const timing = command('timing');
const help = command('help');
const job = command('job');
const logs = command('logs');
const all = [timing, logs, job, help];

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

  it.each([
    ['19-7', '19-7'],
    [' 19–7  staging ', '19–7  staging'],
    ['grpc-job-19-7-8rlgb', 'grpc-job-19-7-8rlgb'],
    ['*19-7*', '*19-7*'],
    ['timing 19-7', '19-7'],
    ['timing staging 19-7', 'staging 19-7'],
  ])('takes %j for a question about that job', (text, rest) => {
    expect(routeCommand(text, all)).toEqual({ command: job, rest });
  });

  it.each([
    'timing channels=1-50',
    'timing channels 1-50',
    'timing frequency = 0-500 staging',
    'timing from=2025-11-13T15:34 to=2025-11-13T15:44',
    'timing 2025-11-13',
  ])('takes no value of an argument, and no date, for a job: %s', (text) => {
    expect(routeCommand(text, all)).toMatchObject({ command: timing });
  });

  it.each(['help', '--help', '—help', '-h', '?', 'HELP'])(
    'takes %j after any command for a wish for its help',
    (wish) => {
      for (const command of [timing, logs, job])
        expect(routeCommand(`${command.name} ${wish}`, all)).toEqual({ command: help, rest: command.name });
      expect(routeCommand(wish, all)).toEqual({ command: help, rest: '' });
    },
  );

  it('takes a bold command for the command', () => {
    expect(routeCommand('*timing* staging', all)).toEqual({ command: timing, rest: 'staging' });
  });

  it('names the nearest command for a misspelled one', () => {
    expect(routeCommand('tming staging', [timing, help])).toEqual({ unknown: 'tming', nearest: 'timing' });
    expect(routeCommand('frobnicate', [timing, help])).toEqual({ unknown: 'frobnicate' });
  });
});

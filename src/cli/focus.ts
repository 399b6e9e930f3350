import { Command } from '@commander-js/extra-typings';
import { clean } from '#lib/clean.ts';
import { type Output, runCommandLine, type Terminal } from '#lib/command-line.ts';
import { ExplainedError } from '#lib/errors.ts';
import { botVersion } from '#lib/version.ts';
import { COULD_NOT } from './subcommand.ts';
import { subcommands } from './subcommands.ts';

/** Does what is typed after `focus`, and resolves with the exit code. */
export async function focus(typed: readonly string[], output: Output): Promise<number> {
  try {
    return await runCommandLine(program, typed, { ...output, mistake: COULD_NOT });
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    // What a file or a server said may be in it.
    output.err(clean(`${error.message}\n${error.advice}\n`));
    return COULD_NOT;
  }
}

function program(terminal: Terminal) {
  const all = new Command('npm run --silent focus --')
    .description('Why does a Focus Server job have no consumer? The engine of Focus bot, without Slack.')
    .version(botVersion(), '--version', 'show the version');
  for (const subcommand of subcommands) all.addCommand(subcommand(terminal));
  return all;
}

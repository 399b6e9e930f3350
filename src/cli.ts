import { COULD_NOT } from '#cli/subcommand.ts';
import { subcommands } from '#cli/subcommands.ts';
import { usage } from '#cli/usage.ts';
import { clean } from '#lib/clean.ts';
import { ExplainedError } from '#lib/errors.ts';
import { nearest } from '#lib/nearest.ts';

/** The engine in a terminal: `focus timing …`, `focus replay FILE` and so on, a file each in cli/. */

process.exitCode = await main(process.argv.slice(2));

async function main([word = '', ...rest]: readonly string[]): Promise<number> {
  if (['help', '--help', '-h'].includes(word)) {
    process.stdout.write(`${usage(subcommands)}\n`);
    return 0;
  }
  try {
    const subcommand = subcommands.find(({ name }) => name === word);
    if (!subcommand) throw unknown(word);
    return await subcommand.run(rest);
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    // What a file or a server said may be in it.
    process.stderr.write(clean(`${error.message}\n${error.advice}\n`));
    return COULD_NOT;
  }
}

function unknown(word: string): ExplainedError {
  const meant = nearest(word, ['help', ...subcommands.map(({ name }) => name)]);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new ExplainedError(`there is no command "${word}"${hint}`, usage(subcommands));
}

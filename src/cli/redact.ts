import { existsSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { LARGEST_BYTES } from '#bundle/unzip.ts';
import { loadConfig } from '#config.ts';
import { maskLines } from '#investigation/log-reading/mask-lines.ts';
import type { Output } from '#lib/command-line.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { createRedactor } from '#lib/redact.ts';
import { readAtMost } from './read-at-most.ts';
import type { Subcommand } from './subcommand.ts';

/** What masking makes of a text, with the patterns of focus.yml: for people who try their own. */
export const redact: Subcommand = (terminal) =>
  new Command('redact')
    .summary('print a text as it would be stored and shown')
    .description(
      'Masks the secrets in standard input, as in every log: those that are known, and what redact: and plugins in focus.yml match.\n' +
        'A secret becomes ‹hidden 3f9a›, the same one with the same mark. Asks nobody, stores nothing.',
    )
    .addHelpText(
      'after',
      '\nFor example: npm run --silent focus -- redact < FILE\n\nExit code: 0 printed · 3 could not read focus.yml or the text',
    )
    .action(async () => {
      const redactor = createRedactor(ownPatterns(terminal));
      const lines = maskLines((await readInput()).split('\n'), redactor);
      terminal.out(lines.filter((line) => line !== undefined).join('\n'));
    });

/** Without a focus.yml what is known is masked; one with mistakes is told of. */
function ownPatterns({ err }: Output): readonly RegExp[] {
  const file = process.env.FOCUS_CONFIG ?? 'focus.yml';
  if (existsSync(file)) return loadConfig('.', process.env, []).redact;
  err(`There is no ${file}: what is known is masked, and nothing of your own\n`);
  return [];
}

async function readInput(): Promise<string> {
  try {
    return Buffer.from(await readAtMost(process.stdin, LARGEST_BYTES)).toString('utf8');
  } catch (error) {
    throw new ExplainedError(`the text could not be read: ${describeError(error)}`, 'Give it with < FILE', {
      cause: error,
    });
  }
}

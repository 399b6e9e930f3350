import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { cleanLine, visible } from './clean.ts';
import { nearest } from './nearest.ts';

/** Standard output and standard error. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** What a command may do to the terminal that it was typed in. */
export interface Terminal extends Output {
  /** With which exit code it ends: 0 unless told. */
  end(code: number): void;
}

export const processOutput: Output = {
  out: (text) => void process.stdout.write(visible(text)),
  err: (text) => void process.stderr.write(visible(text)),
};

/**
 * Does what is typed, and resolves with its exit code. Help and version go to standard output, a mistake becomes one line
 * on standard error and the exit code `mistake`. Rejects with what the command throws.
 */
export async function runCommandLine(
  define: (terminal: Terminal) => CommandUnknownOpts,
  typed: readonly string[],
  { out, err, mistake }: Output & { readonly mistake: number },
): Promise<number> {
  let code = 0;
  const end = (given: number) => {
    code = given;
  };
  const program = define({ out, err, end });
  for (const command of [program, ...program.commands])
    command
      .configureOutput({ writeOut: out, writeErr: err, outputError: () => {} })
      .showSuggestionAfterError(false)
      .exitOverride((error) => {
        // With nothing typed it is the help that says what is missing.
        if (error.exitCode !== 0 && error.code !== 'commander.help') err(`${cleanLine(mistakeLine(error, command))}\n`);
        throw error;
      });
  try {
    await program.parseAsync(typed, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : mistake;
    throw error;
  }
}

/** What came, what it was most likely meant to be, and what there is. */
function mistakeLine({ code, message }: CommanderError, command: CommandUnknownOpts): string {
  const [, option] = /^error: unknown option '(.*)'$/s.exec(message) ?? [];
  if (option !== undefined) return unknown('option', option, optionsOf(command));
  const [word] = command.args;
  const isCommand = ['commander.unknownCommand', 'commander.excessArguments'].includes(code);
  if (isCommand && word !== undefined && command.commands.length > 0)
    return unknown('command', word, commandsOf(command));
  return message.replace(/^error: /, '');
}

function unknown(kind: string, came: string, known: readonly string[]): string {
  const meant = nearest(came.replace(/=.*$/s, ''), known);
  const hint = meant === undefined ? '.' : `; did you mean ${meant}?`;
  return `there is no ${kind} "${came}"${hint} There are ${known.join(', ')}`;
}

function commandsOf(command: CommandUnknownOpts): readonly string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((known) => known.name());
}

function optionsOf(command: CommandUnknownOpts): readonly string[] {
  const help = command.createHelp();
  const visible = [...help.visibleOptions(command), ...(command.parent?.options ?? [])];
  return visible.flatMap(({ long }) => long ?? []);
}

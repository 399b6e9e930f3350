import { focus } from '#cli/focus.ts';
import { processOutput } from '#lib/command-line.ts';
import { runProgram } from '#lib/program.ts';

/** The engine in a terminal: `focus timing …`, `focus replay FILE` and so on, a file each in cli/. */

await runProgram(() => focus(process.argv.slice(2), processOutput));

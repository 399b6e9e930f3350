import { describeError } from './errors.ts';
import { isPath } from './path-shown.ts';

/** Why a file that a setting names could not be read; what is no name of a file is not told. */
export function fileTrouble(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      if (!isPath(file)) return 'there is no file of this name';
      return `there is no file ${file}${file.includes('~') ? ' (~ is not expanded: write the whole path)' : ''}`;
    case 'EISDIR':
      return `${isPath(file) ? file : 'it'} is a directory`;
    case 'EACCES':
    case 'EPERM':
      return `the user that the bot runs as may not read ${isPath(file) ? file : 'it'}`;
    case undefined:
      // Parsers show the text below.
      return describeError(error).split('\n', 1)[0] ?? '';
    default:
      // Its message names the file.
      return `it could not be read: ${code}`;
  }
}

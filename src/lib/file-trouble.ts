import { describeError } from './errors.ts';

/** Why a file that a setting names could not be read. */
export function fileTrouble(error: unknown, file: string): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      return `there is no file ${file}${file.includes('~') ? ' (~ is not expanded: write the whole path)' : ''}`;
    case 'EISDIR':
      return `${file} is a directory`;
    case 'EACCES':
    case 'EPERM':
      return `the user that the bot runs as may not read ${file}`;
    default:
      return describeError(error);
  }
}

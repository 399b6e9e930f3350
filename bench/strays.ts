import type { ChildProcess } from 'node:child_process';
import { atMost, type Target } from './bench.ts';

/** What went wrong in processes that nobody there looked after. */
export interface Strays {
  /** What it writes on standard error goes on to this process’s. */
  watch(child: ChildProcess): void;
  /** Rejections that nobody handled, and processes that ended by themselves with an error, so far. */
  count(): number;
  /** That there are none. */
  target(): Target;
}

/** As `main.ts` logs it; what nobody caught ends the process, as Node has it. */
const REJECTED = '"msg":"unhandled rejection"';

export function createStrays(): Strays {
  let count = 0;
  return {
    watch(child) {
      let begun = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        process.stderr.write(text);
        const lines = (begun + text).split('\n');
        begun = lines.pop() ?? '';
        count += lines.filter((line) => line.includes(REJECTED)).length;
      });
      child.once('exit', (code) => {
        if (code) count += 1;
      });
    },
    count: () => count,
    target: () => atMost('rejections that nobody handled, and processes that ended with an error', count, '', 0),
  };
}

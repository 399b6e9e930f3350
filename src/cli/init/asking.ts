import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ExplainedError } from '#lib/errors.ts';

export interface Question {
  /** Such as `The namespace of the stack`. */
  readonly what: string;
  /** Taken where nothing is typed. */
  readonly usual?: string;
  /** It is not shown as it is typed. */
  readonly isSecret?: true;
  /** What is wrong with it, in words; undefined where it will do. */
  check?(answer: string): string | undefined;
}

/** Asks, and takes what is typed; undefined for nothing. */
export interface Asker {
  ask(question: Question): Promise<string | undefined>;
  close(): void;
}

/** Nobody is asked: what is usual is taken. */
export const nobody: Asker = { ask: async ({ usual }) => usual, close: () => {} };

/** A person at a terminal, or lines of a pipe. */
export function askPerson(say: (text: string) => void): Asker {
  let isHidden = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden) process.stdout.write(chunk);
      done();
    },
  });
  const isTerminal = process.stdin.isTTY === true;
  const reader = createInterface({ input: process.stdin, output, terminal: isTerminal });
  const lines = reader[Symbol.asyncIterator]();

  async function line(prompt: string, hides: boolean): Promise<string> {
    say(prompt);
    isHidden = hides;
    const next = await lines.next();
    isHidden = false;
    if (hides || !isTerminal) say('\n');
    if (next.done) throw new ExplainedError('the answers ended too early', 'Answer all questions, or add --yes');
    return next.value.trim();
  }

  return {
    async ask({ what, usual, isSecret = false, check }) {
      for (;;) {
        const typed = await line(`${what}${usual === undefined ? '' : ` [${usual}]`}: `, isSecret);
        const answer = typed === '' ? usual : typed;
        const problem = answer === undefined ? undefined : check?.(answer);
        if (problem === undefined) return answer === '-' ? undefined : answer;
        say(`${problem}\n`);
      }
    },
    close: () => reader.close(),
  };
}

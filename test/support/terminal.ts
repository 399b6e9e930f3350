import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';
import { answerOf } from './focus.ts';

export interface Answer {
  readonly out: string;
  readonly err: string;
  readonly code: unknown;
}

/** `focus …` in a folder of its own, which has neither .env nor focus.yml. */
export interface Terminal {
  readonly folder: string;
  focus(...typed: string[]): Promise<Answer>;
  /** The same as a process, which takes a second to start. */
  process(...typed: string[]): Promise<Answer>;
  /** The same, with a text on its standard input. */
  given(input: string, ...typed: string[]): Promise<Answer>;
  close(): void;
}

export function openTerminal(env: Readonly<Record<string, string>> = {}): Terminal {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-cli-'));
  return {
    folder,
    async focus(...typed) {
      const elsewhere = process.cwd();
      process.chdir(folder);
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      try {
        return await answerOf(...typed);
      } finally {
        vi.unstubAllEnvs();
        process.chdir(elsewhere);
      }
    },
    process: (...typed) => run('', ...typed),
    given: run,
    close: () => rmSync(folder, { recursive: true }),
  };

  async function run(input: string, ...typed: string[]): Promise<Answer> {
    const settings = { cwd: folder, env: { ...process.env, ...env } };
    const child = spawn(process.execPath, [path.resolve('src/cli.ts'), ...typed], settings);
    // It may end before it has read all.
    child.stdin.on('error', () => {}).end(input);
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { out, err, code };
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** `focus …` as a process in a folder of its own, which has neither .env nor focus.yml. */
export interface Terminal {
  readonly folder: string;
  focus(...args: string[]): Promise<{ out: string; err: string; code: unknown }>;
  close(): void;
}

export function openTerminal(env: Readonly<Record<string, string>> = {}): Terminal {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-cli-'));
  return {
    folder,
    async focus(...args) {
      const child = spawn(process.execPath, [path.resolve('src/cli.ts'), ...args], {
        cwd: folder,
        env: { ...process.env, ...env },
      });
      const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
      return { out, err, code };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

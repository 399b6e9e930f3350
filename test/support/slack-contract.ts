import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface RecordedCall {
  readonly method: string;
  readonly args: unknown;
}

const FOLDER = join('node_modules', '.cache', 'focus', 'slack-contract');
const COMPILER = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/**
 * What Slack's own types say against calls that were made, a line each; empty where they fit: unknown methods and arguments,
 * missing ones, blocks and elements that Slack does not know. The calls are written down as a program, and compiled.
 */
export async function contractProblems(calls: readonly RecordedCall[], name: string): Promise<readonly string[]> {
  const folder = join(FOLDER, name);
  await mkdir(folder, { recursive: true });
  const written = [...new Set(calls.map(asCode))];
  const lines = ["import type { WebClient } from '@slack/web-api';", 'declare const slack: WebClient;', ...written];
  await writeFile(join(folder, 'calls.ts'), `${lines.join('\n')}\n`);
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--types',
    'node',
  ];
  try {
    await promisify(execFile)(process.execPath, [COMPILER, ...options, join(folder, 'calls.ts')]);
    return [];
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout.trim().split('\n');
  }
}

function asCode({ method, args }: RecordedCall): string {
  const { token: _ours, ...given } = (args ?? {}) as Readonly<Record<string, unknown>>;
  const typed = Object.entries(given).map(([name, value]) => [name, typedOf(value)]);
  return `void slack.${method}(${JSON.stringify(Object.fromEntries(typed))});`;
}

/** A call comes as a form, whose values are all text. */
function typedOf(value: unknown): unknown {
  return typeof value === 'string' && /^(?:true|false|\d+)$/.test(value) ? JSON.parse(value) : value;
}

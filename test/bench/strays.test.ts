import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createLog } from '#lib/logger.ts';
import { createStrays } from '../../bench/strays.ts';

async function run(script: string): Promise<number> {
  const strays = createStrays();
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  strays.watch(child);
  await once(child, 'close');
  return strays.count();
}

/** As the bot writes it. */
function lineOf(message: string): string {
  const written: string[] = [];
  createLog('error', { destination: { write: (line) => void written.push(line) } }).error({}, message);
  return `process.stderr.write(${JSON.stringify(written.join(''))})`;
}

it.each([
  ['a process that ends as it should', '', 0],
  ['one that logs another error', lineOf('the outbox could not be looked at'), 0],
  ['rejections that nobody handled', `${lineOf('unhandled rejection')};${lineOf('unhandled rejection')}`, 2],
  ['an exception that nobody caught', 'setTimeout(() => { throw new Error("stray, as the test has it") })', 1],
  ['an end with an error', 'process.exit(3)', 1],
  ['one that is killed', 'process.kill(process.pid, "SIGKILL")', 0],
])('counts of %s', async (_what, script, count) => {
  expect(await run(script)).toBe(count);
});

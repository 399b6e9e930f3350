import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const MUCH = 4 * 1024 * 1024;

/** A process that runs `main`, with a timer that would hold its event loop for ever. */
function start(main: string) {
  const program = JSON.stringify(path.resolve('src/lib/program.ts'));
  const source = `const { runProgram } = await import(${program}); setInterval(() => {}, 1_000); await runProgram(${main});`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source]);
  return { out: child.stdout, err: child.stderr, ended: once(child, 'close') };
}

describe('a program', { timeout: 60_000 }, () => {
  it('ends with its exit code once all is read, also by one who reads late', async () => {
    const { out, err, ended } = start(
      `async () => { process.stdout.write('x'.repeat(${MUCH})); process.stderr.write('written'); return 7; }`,
    );
    await once(err, 'data');
    expect(await text(out)).toHaveLength(MUCH);
    expect(await ended).toEqual([7, null]);
  });

  it('keeps its exit code, and says nothing, where a reader goes away before all is read', async () => {
    const { out, err, ended } = start(`async () => { process.stdout.write('x'.repeat(${MUCH})); return 7; }`);
    const said = text(err);
    await once(out, 'data');
    out.destroy();
    expect(await ended).toEqual([7, null]);
    expect(await said).toBe('');
  });

  it('ends as one that a closed pipe ended where it has not come to its end', async () => {
    const { out, err, ended } = start(
      `() => new Promise(() => setInterval(() => process.stdout.write('x'.repeat(1_000)), 1))`,
    );
    const said = text(err);
    await once(out, 'data');
    out.destroy();
    expect(await ended).toEqual([141, null]);
    expect(await said).toBe('');
  });
});

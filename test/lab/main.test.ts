import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/redis-servers.ts';

const run = promisify(execFile);

describe('the lab in a terminal', { timeout: 60_000 }, () => {
  it('prints a whole document also into a pipe that is read byte by byte', async () => {
    const steps = 'run timing timing timing --scenario fiber-not-connected --speed 20 --json';
    const pipe = `"${process.execPath}" src/lab/main.ts ${steps} | dd bs=1 status=none`;
    const { stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', pipe], { maxBuffer: 64 * 1024 * 1024 });
    // What a pipe holds by itself.
    expect(stdout.length).toBeGreaterThan(65_536);
    expect(JSON.parse(stdout)).toMatchObject({ answered: true, report: { cause: { id: 'fiber-not-connected' } } });
    expect(stderr).toBe('');
  });

  it('says on one line what cannot be typed, and ends with 2', async () => {
    await expect(run(process.execPath, ['src/lab/main.ts', 'rnu', 'timing'])).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'there is no command "rnu"; did you mean run? There are run\n',
    });
  });

  it('does at the prompt what comes through a pipe, and ends with it', async () => {
    const typed = `printf 'configure\\nwhere\\n' | "${process.execPath}" src/lab/main.ts --speed 20`;
    const { stdout } = await run('bash', ['-o', 'pipefail', '-c', typed]);
    expect(stdout).toMatch(/Somebody else configured job \d-42/);
    // At the start, and as it was asked for.
    expect(stdout.match(/Focus Server +http:/g)).toHaveLength(2);
  });

  it('has its page where it is told, and takes no other address for it', async () => {
    const port = await freePort();
    const typed = `printf 'quit\\n' | "${process.execPath}" src/lab/main.ts --speed 20 --page 0.0.0.0:${port}`;
    expect((await run('bash', ['-o', 'pipefail', '-c', typed])).stdout).toContain(`http://127.0.0.1:${port}/?token=`);
    await expect(run(process.execPath, ['src/lab/main.ts', '--page', 'my-host:8088'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('A port is expected, or 0.0.0.0: and a port'),
    });
  });

  it('tells the time of the lab at the prompt, as messages have it, not that of a watch', async () => {
    const typed = `printf 'quit\\n' | "${process.execPath}" src/lab/main.ts --speed 20 --scenario consumer-never-created`;
    const { stdout } = await run('bash', ['-o', 'pipefail', '-c', typed], { env: { ...process.env, TZ: 'UTC' } });
    const [time = ''] = stdout.match(/(?<=── )\d\d:\d\d:\d\d(?! .*── )/g)?.slice(-1) ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
    const aheadS = (hours * 3_600 + minutes * 60 + seconds - Date.now() / 1_000) % 86_400;
    // What took half a minute in it is over after two seconds.
    expect((aheadS + 86_400) % 86_400).toSatisfy((s: number) => s > 2 && s < 3_600);
  });

  it('has colours for a terminal, and none for a pipe', async () => {
    const typed = `printf 'quit\\n' | "${process.execPath}" src/lab/main.ts --speed 20`;
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env;
    const [plain, coloured, none] = [
      await run('bash', ['-c', typed], { env }),
      await run('bash', ['-c', typed], { env: { ...env, FORCE_COLOR: '1' } }),
      await run('bash', ['-c', typed], { env: { ...env, NO_COLOR: '1' } }),
    ].map(({ stdout }) => stdout);
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[2m── ');
    expect(none).not.toContain('\u001b');
  });
});

import { execFile, execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '#lab/lab.ts';
import { LAB_TOKEN, labApi } from '#lab/lab-api.ts';
import { silentLog } from '#lib/logger.ts';
import { freePort } from '../support/redis-servers.ts';
import { parseXml } from '../support/xml.ts';

/** Of Debian, or whichever has pytest. */
const python = ['python3', '/usr/bin/python3'].find(hasPytest) ?? 'no python3 with pytest';

describe('the example for pytest', { timeout: 60_000 }, () => {
  let lab: Lab;
  let folder: string;
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    const faults = [{ kind: 'never', stage: 'consumer' }] as const;
    const scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'broken' } } as const;
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog, api: labApi(port) });
    folder = await mkdtemp(path.join(tmpdir(), 'focus-pytest-'));
    await copyFile('examples/pytest/conftest.py', path.join(folder, 'conftest.py'));
  });
  afterEach(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  const run = async (jobId: string | undefined, env: Record<string, string>) => {
    const test = `
def test_consumer_is_there(record_property):
    record_property("job_id", "${jobId}")
    assert False, "no consumer"

def test_without_a_job():
    assert False

def test_that_passes(record_property):
    record_property("job_id", "${jobId}")
`;
    await writeFile(path.join(folder, 'test_nightly.py'), test);
    const own = {
      FOCUS_API: `http://127.0.0.1:${port}`,
      FOCUS_ENVIRONMENT: 'lab',
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    };
    const typed = ['-m', 'pytest', '-p', 'no:cacheprovider', '--junitxml=results.xml', 'test_nightly.py'];
    const out = await new Promise<string>((resolve) => {
      execFile(
        python,
        typed,
        { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...own } },
        (_error, text, err) => resolve(`${text}${err}`),
      );
    });
    const results = await readFile(path.join(folder, 'results.xml'), 'utf8').catch(() => '<none/>');
    const properties = parseXml(results.replace(/^<\?.*?\?>/, '')).filter(({ name }) => name === 'property');
    return { out, properties: properties.map(({ attributes: { name, value } }) => `${name}=${value}`) };
  };

  it('writes cause and link of a failing test’s job into the JUnit report and under the results, and asks of no other', async () => {
    const { out, properties } = await run(await lab.configure(), { FOCUS_TOKEN: LAB_TOKEN });
    expect(out).toContain('2 failed, 1 passed');
    const link = `http://127.0.0.1:${port}/v1/investigations/`;
    expect(properties.filter((each) => each.startsWith('focus_'))).toEqual([
      expect.stringMatching(/^focus_cause=[a-z-]+$/),
      expect.stringContaining(`focus_link=${link}`),
    ]);
    expect(out.match(/^focus: .*$/gm)).toEqual([expect.stringContaining(`test_consumer_is_there: `)]);
    expect(out).toContain(link);
  });

  it('fails no test because of a bot that is not there or turns it away', async () => {
    const away = await run('19-7', { FOCUS_TOKEN: LAB_TOKEN, FOCUS_API: `http://127.0.0.1:${await freePort()}` });
    expect(away.out).toContain('2 failed, 1 passed');
    expect(away.out).toMatch(/^focus: .*the bot could not be asked/m);
    const refused = await run('19-7', { FOCUS_TOKEN: 'another-token-of-nobody-at-all' });
    expect(refused.out).toMatch(/^focus: .*A token is expected/m);
  });
});

function hasPytest(command: string): boolean {
  try {
    execFileSync(command, ['-c', 'import pytest'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

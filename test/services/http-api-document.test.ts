import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportJson } from '#bundle/report-json.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import { LAB_TOKEN, labApi } from '#lab/lab-api.ts';
import { silentLog } from '#lib/logger.ts';
import { freePort } from '../support/redis-servers.ts';

describe('the examples of docs/http-api.md', { timeout: 60_000 }, () => {
  let lab: Lab;
  let folder: string;
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    const scenario = { id: 'own', story: 'a test’s own', faults: [], expected: { verdict: 'healthy' } } as const;
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog, api: labApi(port) });
    folder = await mkdtemp(path.join(tmpdir(), 'focus-curl-'));
  });
  afterEach(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  const run = (script: string, env: Readonly<Record<string, string>> = {}) =>
    new Promise<string>((resolve, reject) => {
      const own = { FOCUS_API: `http://127.0.0.1:${port}`, FOCUS_TOKEN: LAB_TOKEN, ...env };
      const options = { cwd: folder, env: { PATH: process.env.PATH, ...own } };
      execFile('sh', ['-ec', script], options, (error, out) => (error ? reject(error) : resolve(out)));
    });

  it('work as they are written', async () => {
    const text = await readFile('docs/http-api.md', 'utf8');
    const scripts = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = '']) =>
      script.replaceAll('staging', 'lab'),
    );
    const [asked = '', ofJob = '', read = '', ...more] = scripts;
    expect(more).toEqual([]);
    const report = reportJson.parse(JSON.parse(await run(asked)));
    expect(report).toMatchObject({ environment: 'lab', verdict: 'healthy' });
    expect(JSON.parse(await run(ofJob))).toMatchObject({ environment: 'lab', link: null });
    expect(await run(read, { ID: report.id })).toMatch(/"verdict": "healthy"[\s\S]*"files": \[/);
    expect((await stat(path.join(folder, 'bundle.zip'))).size).toBeGreaterThan(1_000);
  });
});

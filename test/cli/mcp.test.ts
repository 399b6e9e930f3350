import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { reportJson } from '#bundle/report-json.ts';
import { environmentSettings } from '#lab/environment.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** A real client, over the standard input and output of a real process. */
describe('focus mcp', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  let world: World;
  let client: Client;
  beforeEach(async () => {
    terminal = openTerminal();
    const faults = [{ kind: 'never', stage: 'consumer' }] as const;
    const scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'broken' } } as const;
    world = await openWorld({ clock: systemClock, seed: 1, scenario });
    const kubeconfig = path.join(terminal.folder, 'kubeconfig');
    writeFileSync(kubeconfig, world.kubernetes.kubeconfig, { mode: 0o600 });
    const staging = environmentSettings(world, kubeconfig, faults);
    writeFileSync(path.join(terminal.folder, 'focus.yml'), stringify({ environments: { staging } }));
  });
  afterEach(async () => {
    await client.close();
    await world.close();
    terminal.close();
  });

  const connect = async (...more: string[]) => {
    client = new Client({ name: 'a test', version: '1' });
    const args = [path.resolve('src/cli.ts'), 'mcp', ...more];
    const env = { PATH: process.env.PATH ?? '', REDIS_URL: 'redis://127.0.0.1:1' };
    await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: terminal.folder, env }));
  };
  const call = async (name: string, typed: string) => {
    const { content, ...answer } = await client.callTool({ name, arguments: { typed } });
    return { ...answer, text: JSON.stringify(content) };
  };

  it('has tools that read, and none that starts a job', async () => {
    await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual(
      ['job', 'logs', 'status', 'history', 'replay'].map((name) => [name, true]),
    );
    expect((await call('status', 'staging')).text).toContain('staging');
    const jobId = await somebodyConfigures(world.focusServer.url);
    expect((await call('logs', `${jobId} staging`)).text).toContain(String(jobId));
    const recorded = path.resolve('test/runs/job-19-7.json');
    const replayed = await call('replay', recorded);
    expect(reportJson.parse(replayed.structuredContent)).toMatchObject({ jobId: '19-7', verdict: 'broken' });
    expect(await call('job', 'staging nineteen')).toMatchObject({ isError: true });
    expect(await call('history', 'staging')).toMatchObject({ isError: true, text: expect.stringContaining('Redis') });
    expect(world.focusServer.requests.filter(({ path: of }) => of === '/configure')).toHaveLength(1);
  });

  it('starts a job where that is allowed, and says what became of it as words and as data', async () => {
    await connect('--allow-timing');
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'timing')?.annotations?.readOnlyHint).toBe(false);
    const { text, structuredContent } = await call('timing', 'staging timeout=5s');
    expect(text).toContain('staging: ');
    expect(reportJson.parse(structuredContent)).toMatchObject({ environment: 'staging' });
    expect(world.focusServer.requests.filter(({ path: of }) => of === '/configure')).toHaveLength(1);
  });
});

/** Line by line, over a real process's own. */
describe('focus mcp, asked by hand', { timeout: 60_000 }, () => {
  it('answers what is no JSON, and no JSON-RPC, with its error, and goes on', async () => {
    const terminal = openTerminal();
    const staging = { focusServer: { url: 'http://127.0.0.1:1' } };
    writeFileSync(path.join(terminal.folder, 'focus.yml'), stringify({ environments: { staging } }));
    const env = { PATH: process.env.PATH ?? '', REDIS_URL: 'redis://127.0.0.1:1' };
    const server = spawn(process.execPath, [path.resolve('src/cli.ts'), 'mcp'], {
      ...{ cwd: terminal.folder, env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      server.kill();
      terminal.close();
    });
    const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value ?? '');
    const ended = once(server, 'exit');
    // A message may come in parts, and several in one.
    server.stdin.write('{"jsonrpc":"2.0","id":1,"met');
    server.stdin.write('hod\n\n');
    expect(await next()).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32_700, message: expect.stringMatching(/^Parse error: /) },
    });
    server.stdin.write('{"id":7,"method":"ping"}\n[]\nnull\n');
    for (const id of [7, null, null])
      expect(await next()).toMatchObject({ jsonrpc: '2.0', id, error: { code: -32_600 } });
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a test', version: '1' } };
    server.stdin.write(
      `{${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'initialize', params: hello }).slice(1)}\r\n`,
    );
    expect(await next()).toMatchObject({ id: 2, result: { serverInfo: { name: 'focus-bot' } } });
    server.stdin.write('}\n{"jsonrpc":"2.0","id":3,"method":"ping"}\n');
    expect(await next()).toMatchObject({ id: null, error: { code: -32_700 } });
    expect(await next()).toMatchObject({ id: 3, result: {} });
    server.stdin.end();
    expect(await ended).toEqual([0, null]);
  });
});

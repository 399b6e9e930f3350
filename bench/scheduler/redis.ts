import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A Redis as a process of its own: the real one where `redis-server` is installed, else the lab's. */
export interface RedisProcess {
  readonly url: string;
  readonly what: string;
  close(): Promise<void>;
}

export async function openRedisProcess(): Promise<RedisProcess> {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (status !== 0) return openLabRedis();
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) if (line.includes('Ready to accept connections')) break;
  const version = /v=(\S+)/.exec(stdout)?.[1] ?? '';
  return { url: `redis://127.0.0.1:${port}`, what: `Redis ${version}`, close: () => end(child) };
}

async function openLabRedis(): Promise<RedisProcess> {
  const child = spawn(process.execPath, ['bench/redis-process.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), what: "the lab's Redis", close: () => end(child) };
}

/** Also one that has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

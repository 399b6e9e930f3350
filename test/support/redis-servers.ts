import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { listenOnLoopback } from '#lab/services/listener.ts';

/** Real Redis servers of one test, in a folder of their own. */
export interface RedisServers {
  readonly folder: string;
  /** Starts one on a free port, which it gives, once that takes connections. */
  start(settings: (port: number) => readonly string[]): Promise<number>;
  freePort(): Promise<number>;
  close(): Promise<void>;
}

export async function openRedisServers(): Promise<RedisServers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-redis-'));
  const children: ChildProcess[] = [];
  return {
    folder,
    freePort,
    async start(settings) {
      const port = await freePort();
      const common = ['--bind', '127.0.0.1', '--dir', folder, '--save', ''];
      const child = spawn('redis-server', [...settings(port), ...common], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const said: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        said.push(line);
        if (/Ready to accept connections|Sentinel ID is/.test(line)) return port;
      }
      throw new Error(`redis-server ended: ${said.join('\n')}`);
    },
    async close() {
      await Promise.all(
        children.map(async (child) => {
          const exited = once(child, 'exit');
          if (child.exitCode === null && child.kill('SIGKILL')) await exited;
        }),
      );
      await rm(folder, { recursive: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const listener = await listenOnLoopback(createServer());
  await listener.close();
  return listener.port;
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atMost, type Bench, type Row } from './bench.ts';
import { MEMORY } from './bot-process.ts';

const LOGS = [
  { megabytes: 1_000, kind: 'plain' },
  { megabytes: 100, kind: 'plain' },
  { megabytes: 100, kind: 'errors' },
  { megabytes: 100, kind: 'secrets' },
  { megabytes: 100, kind: 'one line' },
] as const;

/** A process that reads a log as a look-up does, from another process that writes it. */
export const logMemory: Bench = {
  name: 'log-memory',
  about: 'how much memory reading a log of 100 MB and of 1 GB takes',
  async run({ say }) {
    const rows: (Row & Read)[] = [];
    for (const { megabytes, kind } of LOGS) {
      say(`reading ${megabytes} MB, ${kind}`);
      rows.push({ what: `${megabytes} MB, ${kind}`, ...(await read(megabytes, kind)) });
    }
    const [whole, ...others] = rows;
    return {
      rows,
      targets: [
        atMost('RSS while 1 GB is read', whole?.most ?? Number.NaN, 'MB', 300),
        atMost(
          'most above idle while 100 MB are read',
          Math.max(...others.map(({ most, idle }) => most - idle)),
          'MB',
          100,
        ),
      ],
    };
  },
};

type Read = { readonly idle: number; readonly most: number; readonly tookS: number };

async function read(megabytes: number, kind: string): Promise<Read> {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-bench-'));
  const server = spawn(process.execPath, ['bench/log-server.ts', String(megabytes), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(server.stdout, 'data');
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigOf(String(line).trim()));
    const said = execFileSync(process.execPath, [...MEMORY, 'bench/log-reader.ts', kubeconfig], { encoding: 'utf8' });
    return JSON.parse(said);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

function kubeconfigOf(port: string): string {
  return `apiVersion: v1
kind: Config
current-context: lab
clusters: [{ name: lab, cluster: { server: "http://127.0.0.1:${port}", insecure-skip-tls-verify: true } }]
contexts: [{ name: lab, context: { cluster: lab, user: lab, namespace: panda } }]
users: [{ name: lab, user: {} }]
`;
}

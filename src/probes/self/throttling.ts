import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** How long the cgroup has been held by its CPU limit since it began, ms; undefined where nothing tells. Version 2 and version 1. */
export async function readThrottling(cgroup: string): Promise<number | undefined> {
  for (const file of ['cpu.stat', 'cpu/cpu.stat', 'cpu,cpuacct/cpu.stat']) {
    const text = await readFile(path.join(cgroup, file), 'utf8').catch(() => '');
    const micros = /^throttled_usec (\d+)$/m.exec(text)?.[1];
    if (micros !== undefined) return Number(micros) / 1e3;
    const nanos = /^throttled_time (\d+)$/m.exec(text)?.[1];
    if (nanos !== undefined) return Number(nanos) / 1e6;
  }
  return undefined;
}

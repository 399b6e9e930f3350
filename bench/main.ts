import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { nearest } from '#lib/nearest.ts';
import { alerts } from './alerts.ts';
import type { Bench, Row, Target } from './bench.ts';
import { diagnosis } from './diagnosis.ts';
import { logMemory } from './log-memory.ts';
import { logs } from './logs.ts';
import { scheduler } from './scheduler.ts';
import { startup } from './startup.ts';

const benches: readonly Bench[] = [startup, logs, logMemory, alerts, scheduler, diagnosis];
const USAGE = `usage: npm run --silent bench -- <name> [--json] [--runs N]\n${benches.map(({ name, about }) => `  ${name}  ${about}`).join('\n')}`;

process.exit(await main());

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '20' } },
  });
  const [name = ''] = positionals;
  const bench = benches.find((candidate) => candidate.name === name);
  const runs = Number(values.runs);
  if (!bench || !Number.isInteger(runs) || runs < 1) {
    const near = nearest(
      name,
      benches.map((candidate) => candidate.name),
    );
    process.stderr.write(
      `there is no benchmark "${name}"${near ? `; did you mean ${near}?` : ''}, or --runs is no whole number\n${USAGE}\n`,
    );
    return 2;
  }
  const measured = await bench.run({ runs, say: (line) => void process.stderr.write(`${line}\n`) });
  const document = { name, machine: machine(), commit: commit(), ...measured };
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(`bench/results/${name}.json`, `${JSON.stringify(document, null, 2)}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(document, null, 2)}\n` : `${table(measured.targets)}\n`);
  return measured.targets.every(({ ok }) => ok) ? 0 : 1;
}

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}

function table(targets: readonly Target[]): string {
  const rows: readonly Row[] = targets.map(({ name, value, unit, target, ok }) => ({
    name,
    value: `${value} ${unit}`,
    target,
    ok: ok ? 'ok' : 'MISSED',
  }));
  return rows
    .map((row) =>
      [
        String(row.name).padEnd(52),
        String(row.value).padStart(14),
        String(row.target).padStart(10),
        String(row.ok),
      ].join('  '),
    )
    .join('\n');
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { processOutput, runCommandLine, type Terminal } from '#lib/command-line.ts';
import { runProgram } from '#lib/program.ts';
import { botVersion } from '#lib/version.ts';
import { alerts } from './alerts.ts';
import type { Bench, Row, Target } from './bench.ts';
import { cancelBench } from './cancel.ts';
import { diagnosis } from './diagnosis.ts';
import { faultsBench } from './faults.ts';
import { kubernetes } from './kubernetes.ts';
import { load } from './load.ts';
import { logMemory } from './log-memory.ts';
import { logs } from './logs.ts';
import { page } from './page.ts';
import { scheduler } from './scheduler.ts';
import { scrape } from './scrape.ts';
import { secrets } from './secrets.ts';
import { soak } from './soak.ts';
import { startup } from './startup.ts';
import { structure } from './structure.ts';
import { timing } from './timing.ts';
import { watched } from './watched.ts';
import { worlds } from './worlds.ts';

const benches: readonly Bench[] = [
  startup,
  logs,
  logMemory,
  alerts,
  scheduler,
  diagnosis,
  worlds,
  watched,
  structure,
  timing,
  secrets,
  faultsBench,
  cancelBench,
  kubernetes,
  load,
  page,
  scrape,
  soak,
];
await runProgram(() => runCommandLine(program, process.argv.slice(2), { ...processOutput, mistake: 2 }));

function program({ out, err, end }: Terminal) {
  const all = new Command('npm run --silent bench --')
    .description('Measures, holds what it measured against its targets, and keeps it in bench/results.')
    .version(botVersion(), '--version', 'show the version')
    .option('--json', 'targets and all that was measured, as one JSON document')
    .addOption(new Option('--runs <n>', 'how many samples').argParser(wholeNumber).default(20))
    .addOption(new Option('--seed <n>', 'the first seed').argParser(wholeNumber).default(1))
    .addHelpText('after', '\nExit code: 0 every target is held · 1 one is missed · 2 a mistake in what was typed');
  for (const bench of benches) {
    const command = all.command(bench.name).description(bench.about).configureHelp({ showGlobalOptions: true });
    for (const { name, about } of bench.flags ?? []) command.addOption(new Option(`--${name}`, about));
    command.action(async (typed: object) => {
      const { json, runs, seed } = all.opts();
      const flags = new Set(Object.keys(typed));
      const measured = await bench.run({ runs, seed, flags, say: (line) => err(`${line}\n`) });
      const document = { name: bench.name, machine: machine(), commit: commit(), ...measured };
      mkdirSync('bench/results', { recursive: true });
      writeFileSync(`bench/results/${bench.name}.json`, `${JSON.stringify(document, null, 2)}\n`);
      out(json ? `${JSON.stringify(document, null, 2)}\n` : `${table(measured.targets)}\n`);
      end(measured.targets.every(({ ok }) => ok) ? 0 : 1);
    });
  }
  return all;
}

function wholeNumber(typed: string): number {
  if (/^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new InvalidArgumentError('A whole number from 1 is expected.');
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

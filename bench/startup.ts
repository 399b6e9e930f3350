import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Scenario } from '#lab/scenario.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { systemClock } from '#lib/clock.ts';
import { atMost, type Bench, type Measured, percentile, type Row, row, series } from './bench.ts';
import { type BotProcess, nextMessage, openBotProcess } from './bot-process.ts';

const COMMANDS = 1_000;
const LAB_STARTS = 5;
const SEED = 1;

/** The lab's start, and the bot and worker as a process of their own (`src/main.ts`) against the lab's servers. */
export const startup: Bench = {
  name: 'startup',
  about:
    'how soon the lab, the acknowledgement, the first message and the final report are there, and how much memory it takes',
  async run({ runs, say }) {
    say(
      `seed ${SEED}, ${LAB_STARTS} lab starts, ${runs} healthy runs, ${Math.ceil(runs / 4)} runs into the time-out, ${COMMANDS} commands`,
    );
    const starts = await series(LAB_STARTS, labReady);
    const setup = await openBotProcess({ scenario: scenarioCalled('healthy'), seed: SEED });
    const rss: number[] = [];
    try {
      const healthy = await series(runs, (i) => timeReport(setup, rss, 'healthy', 'timing', `U0HEALTHY${i}`));
      const timedOut = await series(Math.ceil(runs / 4), (i) =>
        timeReport(setup, rss, 'consumer-never-created', 'timing timeout=5s', `U0LATE${i}`),
      );
      const acknowledged = await series(COMMANDS, (i) => acknowledge(setup, i));
      const queuedRss = setup.memory();
      return measured({ starts, healthy, timedOut, acknowledged, rss: Math.max(...rss), queuedRss });
    } finally {
      await setup.close();
    }
  },
};

interface Timed {
  readonly firstMessageMs: number;
  /** From the consumer's existence, or the time-out, to the report on the root message. */
  readonly reportMs: number;
}

function measured(of: {
  starts: readonly number[];
  healthy: readonly Timed[];
  timedOut: readonly Timed[];
  acknowledged: readonly number[];
  rss: number;
  queuedRss: number;
}): Measured {
  const firsts = [...of.healthy, ...of.timedOut].map(({ firstMessageMs }) => firstMessageMs);
  const rows: readonly Row[] = [
    row('lab ready, ms', of.starts),
    row('first message, ms', firsts),
    row(
      'report after the consumer, ms',
      of.healthy.map(({ reportMs }) => reportMs),
    ),
    row(
      'report after the time-out, ms',
      of.timedOut.map(({ reportMs }) => reportMs),
    ),
    row('acknowledged, ms', of.acknowledged),
    row(`bot + worker with ${of.acknowledged.length} requests in line, MB`, [of.queuedRss]),
  ];
  return {
    rows,
    targets: [
      atMost('lab ready, median', percentile(of.starts, 50) / 1_000, 's', 5),
      atMost(
        `/focus timing acknowledged, p99 of ${of.acknowledged.length}`,
        percentile(of.acknowledged, 99),
        'ms',
        100,
      ),
      atMost('first channel message, p95', percentile(firsts, 95) / 1_000, 's', 2),
      atMost(
        'report after the consumer exists, p95',
        percentile(
          of.healthy.map(({ reportMs }) => reportMs),
          95,
        ) / 1_000,
        's',
        3,
      ),
      atMost(
        'report after the time-out, p95',
        percentile(
          of.timedOut.map(({ reportMs }) => reportMs),
          95,
        ) / 1_000,
        's',
        3,
      ),
      atMost('bot + worker, most RSS', of.rss, 'MB', 250),
    ],
  };
}

async function labReady(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['bench/lab-ready.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bench/lab-ready.ts ended with ${code}`);
  return performance.now() - began;
}

function scenarioCalled(id: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.id === id);
  if (!scenario) throw new Error(`there is no scenario ${id}`);
  return scenario;
}

/** Each from another person: the same question of the same person is not asked twice while its thread is written. */
async function timeReport(
  { world, slack, memory }: BotProcess,
  rss: number[],
  scenario: string,
  text: string,
  user: string,
): Promise<Timed> {
  await world.become(scenarioCalled(scenario));
  const began = systemClock.now();
  const first = nextMessage(slack, ({ thread_ts: thread }) => thread === undefined);
  const final = nextMessage(slack, ({ blocks }) => JSON.stringify(blocks).includes('"run-again"'));
  await slack.command(text, { user });
  const firstMessageMs = (await first) - began;
  const reportedAt = await final;
  const life = world.lives.at(-1);
  if (!life) throw new Error('no job was configured');
  rss.push(memory());
  const consumerMs = life.came.get('metadata');
  const due = life.askedAt + (consumerMs ?? 5_000);
  return { firstMessageMs, reportMs: reportedAt - due };
}

async function acknowledge({ slack }: BotProcess, i: number): Promise<number> {
  const { acknowledgedMs } = await slack.command(`timing height=${1_000 + i}`, { user: `U0BENCH${i}` });
  return acknowledgedMs;
}

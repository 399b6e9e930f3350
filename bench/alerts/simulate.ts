import type { BookEvent, Incident, RunResult } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { maintenanceUntil } from '#checks/quiet-hours.ts';
import { nextTicks } from '#checks/schedule.ts';
import { seededRandom } from '#lab/random.ts';
import { openBot } from './bot.ts';
import { checks, takesMs } from './checks.ts';
import { simulatedClock } from './clock.ts';
import { createSlack, type Message } from './slack.ts';
import { createStorage } from './storage.ts';
import { createWitness, makeTruth, spellAt, stretchAt, type Truth } from './truth.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 2, 15);
/** A tick that nobody ran by then was missed. */
const GRACE_MS = 2 * MINUTE;
/** Each step of telling is the last one of the process so often. */
const DEATH_RATE = 0.004;

/** What happened in a month. */
export interface Month {
  readonly truth: Truth;
  readonly messages: readonly Message[];
  /** The last state of each. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** By the key of the message: when a try to tell it began last before it was posted. */
  readonly tries: ReadonlyMap<string, readonly number[]>;
  readonly counts: Readonly<Record<'runs' | 'events' | 'duplicates' | 'deaths' | 'calls' | 'failures', number>>;
}

export async function simulate(seed: number, days: number): Promise<Month> {
  const random = seededRandom(seed * 7_919);
  const truth = makeTruth(seededRandom(seed), START, days);
  const clock = simulatedClock(START);
  const storage = createStorage(clock);
  const slack = createSlack(clock, seededRandom(seed * 104_729), truth.slackOutages);
  const witness = createWitness(truth, random);
  const tries = new Map<string, number[]>();
  const counts = { runs: 0, events: 0, duplicates: 0 };
  const running = new Set<string>();
  const confirmed = new Set<string>();
  const answered = new Set<string>();

  /** At least once: some come again, minutes later. */
  function record(event: BookEvent): void {
    counts.events += 1;
    void storage.store.record(event);
    if (random.next() > 0.1) return;
    counts.duplicates += 1;
    clock.at(clock.now() + random.between(0, 10 * MINUTE), () => void storage.store.record(event));
  }

  /** Runs late while a worker is replaced, and anew when it was replaced meanwhile. */
  async function run(check: Check, trigger: RunResult['trigger'], id: string): Promise<void> {
    const { name } = check;
    if (running.has(name)) return skip(name, id, 'overlap');
    running.add(name);
    for (;;) {
      const down = spellAt(truth.restarts, clock.now());
      if (down) await clock.sleep(down.to - clock.now() + 5_000);
      const startedAt = clock.now();
      const seen = witness(check, startedAt);
      await clock.sleep(random.between(...takesMs(check)));
      const endedAt = clock.now();
      if (truth.restarts.some(({ from }) => startedAt < from && from <= endedAt)) continue;
      const headline = seen.cause ? `It is ${seen.cause}` : 'All is well';
      const { environment } = check;
      const result = { run: id, check: name, environment, startedAt, endedAt, trigger, headline, ...seen };
      running.delete(name);
      counts.runs += 1;
      return record({ kind: 'run', at: endedAt, result });
    }
  }

  function skip(check: string, tick: string, why: 'overlap' | 'maintenance'): void {
    record({ kind: 'skipped', at: clock.now(), check, tick, why });
  }

  function tick(check: Check): void {
    const now = clock.now();
    const id = `${check.name}${now}`;
    if (maintenanceUntil(check.maintenance, now) !== undefined) skip(check.name, id, 'maintenance');
    else if (stretchAt(truth, check.name, now)?.is === 'no worker') miss(check.name, id, now);
    else void run(check, 'schedule', id);
    const [next = 0] = nextTicks(check.schedule, now, 1);
    clock.at(next, () => tick(check));
  }

  function miss(check: string, id: string, at: number): void {
    clock.at(at + GRACE_MS, () =>
      record({ kind: 'missed', at: clock.now(), check, tick: id, from: at, to: at, count: 1 }),
    );
  }

  function confirm(name: string, id: string): void {
    const check = checks.find((one) => one.name === name);
    if (!check || confirmed.has(id)) return;
    confirmed.add(id);
    if (stretchAt(truth, name, clock.now())?.is === 'no worker') return;
    if (maintenanceUntil(check.maintenance, clock.now()) !== undefined) skip(name, id, 'maintenance');
    else void run(check, 'confirmation', id);
  }

  /** Some read it, and some of them press a button. */
  function answer({ id }: Incident): void {
    if (answered.has(id)) return;
    answered.add(id);
    const at = clock.now() + random.between(2 * MINUTE, HOUR);
    const by = 'U0SOMEBODY';
    const chance = random.next();
    if (chance < 0.3) clock.at(at, () => record({ kind: 'acknowledge', at: clock.now(), incident: id, by }));
    else if (chance < 0.4) {
      const until = random.next() < 0.5 ? {} : { until: at + HOUR };
      clock.at(at, () => record({ kind: 'snooze', at: clock.now(), incident: id, by, ...until }));
    }
  }

  const bot = openBot({
    clock,
    storage,
    slack,
    random,
    deathRate: DEATH_RATE,
    confirm,
    telling(incident, { key }, at) {
      answer(incident);
      for (const name of ['', ':course', `:${key}`].map((part) => `incident:${incident.id}${part}`))
        tries.set(name, [...(tries.get(name) ?? []), at]);
    },
  });
  for (let at = START; at < truth.to; at += random.between(0.2, 1.8) * 24 * HOUR) clock.at(at, bot.kill);
  for (const check of checks) clock.at(nextTicks(check.schedule, START, 1)[0] ?? 0, () => tick(check));
  await clock.runUntil(truth.to);
  const { messages, calls } = slack;
  return { truth, messages, incidents: storage.incidents, tries, counts: { ...counts, ...calls, deaths: bot.deaths } };
}

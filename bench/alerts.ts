import { type Expected, type Judgement, judge } from './alerts/judge.ts';
import { type Month, simulate } from './alerts/simulate.ts';
import { atLeast, atMost, type Bench, ofAll, percentile, type Row, row } from './bench.ts';
import { scheduler } from './scheduler.ts';

const DAYS = 30;
/**
 * What a run adds to the tick and the confirmations of settings: two runs of up to 40 s, the keeper's rounds of a second
 * after each, and the post.
 */
const MOST_OVER_S = 90;

/**
 * Checks, troubles and Slack of a month in simulated time, with the real keeper, state machine and messenger; then the
 * real scheduler under kills.
 */
export const alerts: Bench = {
  name: 'alerts',
  about:
    'a month of outages, flapping, restarts and Slack failures: whether each incident is told once, and its end; then `scheduler`',
  async run(options) {
    const { runs, say } = options;
    const months: { readonly month: Month; readonly judged: Judgement }[] = [];
    say(`${runs} seeds, ${DAYS} days each`);
    for (let seed = 1; seed <= runs; seed++) {
      const month = await simulate(seed, DAYS);
      const judged = judge(month);
      months.push({ month, judged });
      say(`seed ${seed}: ${summary(month, judged)}`);
    }
    const all = months.map(({ judged }) => judged);
    const expected = all.flatMap((one) => one.expected);
    const sure = expected.filter(({ isSure }) => isSure).map((one) => one.alerts.length);
    const maybe = expected.filter(({ isSure }) => !isSure).map((one) => one.alerts.length);
    const over = expected.flatMap(({ overMs }) => (overMs === undefined ? [] : [overMs / 1_000]));
    const count = (of: (one: Judgement) => readonly unknown[]) => all.reduce((sum, one) => sum + of(one).length, 0);
    const told = all.reduce((sum, one) => sum + one.told, 0);
    const share = (bad: number) => (100 * (told - bad)) / told;
    const bound = (good: number) => `% ${ofAll(good, told)}`;
    const none = (name: string, bad: number) => atMost(name, bad, ofAll(Math.min(bad, told), told), 0);
    const [unpaired, unfinished] = [count((one) => one.unpaired), count((one) => one.unfinished)];
    const ticks = await scheduler.run(options);
    const inQuiet = expected.filter(({ isQuiet }) => isQuiet).flatMap((one) => one.alerts);
    return {
      rows: [
        ...byKind(expected),
        row('time to alert, more than configured, s', over),
        ...totals(months.map(({ month }) => month)),
        ...ticks.rows,
      ],
      targets: [
        atLeast(`alerts per incident, the fewest of ${sure.length}`, Math.min(...sure), '', 1),
        atMost(`alerts per incident, the most of ${expected.length}`, Math.max(...sure, ...maybe), '', 1),
        none(
          'messages sent twice',
          count(({ doubles }) => doubles),
        ),
        atLeast(`recoveries paired, of ${told}`, share(unpaired), bound(told - unpaired), 100),
        none(
          'false alerts',
          count(({ falseAlerts }) => falseAlerts),
        ),
        atMost(`time to alert more than configured, median of ${over.length}`, percentile(over, 50), 's', MOST_OVER_S),
        none('posts in quiet hours', count(({ inQuietHours }) => inQuietHours) + inQuiet.length),
        atLeast(`messages that show their end, of ${told}`, share(unfinished), bound(told - unfinished), 100),
        ...ticks.targets,
      ],
    };
  },
};

function summary({ truth, counts }: Month, judged: Judgement): string {
  const wrong = [
    ...judged.expected.filter((one) => one.alerts.length > 1 || (one.isSure && one.alerts.length < 1)).map(missed),
    ...judged.expected.filter(({ isQuiet, alerts: told }) => isQuiet && told.length > 0).map(missed),
    ...judged.falseAlerts.map(({ key, at }) => `false ${key} ${new Date(at).toISOString()}`),
    ...judged.unpaired.map((key) => `unpaired ${key}`),
    ...judged.inQuietHours.map(({ key, at }) => `in quiet hours ${key} ${new Date(at).toISOString()}`),
    ...judged.unfinished.map(({ key }) => `unfinished ${key}`),
    ...judged.doubles.map((key) => `twice ${key}`),
  ];
  const what = `${truth.troubles.length} troubles, ${judged.told} alerts, ${counts.runs} runs, ${counts.deaths} crashes`;
  return [what, ...wrong].join('\n  ');
}

function missed({ trouble, channel, kind, isQuiet, alerts: told }: Expected): string {
  const { what, from, to } = trouble;
  const span = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  return `${told.length} alerts of ${what}, ${kind} in ${channel}${isQuiet ? ', quiet' : ''}, ${span}`;
}

function byKind(expected: readonly Expected[]): readonly Row[] {
  const kinds = new Set(expected.map(({ trouble }) => trouble.what));
  return [...kinds].map((kind) => {
    const own = expected.filter(({ trouble }) => trouble.what === kind);
    const told = own.map((one) => one.alerts.length);
    return {
      what: `alerts of a trouble in a channel: ${kind}`,
      samples: own.length,
      sure: own.filter(({ isSure }) => isSure).length,
      told: told.reduce((sum, one) => sum + one, 0),
      most: Math.max(...told),
    };
  });
}

function totals(months: readonly Month[]): readonly Row[] {
  const sum = (of: keyof Month['counts']) => months.reduce((total, { counts }) => total + counts[of], 0);
  const names = ['runs', 'events', 'duplicates', 'deaths', 'calls', 'failures'] as const;
  const words = {
    runs: 'runs of checks',
    events: 'events',
    duplicates: 'events delivered twice',
    deaths: 'crashes',
    calls: 'calls of Slack',
    failures: 'calls of Slack that failed',
  };
  return names.map((name) => ({ what: words[name], samples: sum(name) }));
}

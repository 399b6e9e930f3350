import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Lab, openLab } from '#lab/lab.ts';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { samplesOf } from '../support/scrape.ts';
import { soon } from '../support/soon.ts';

const run = promisify(execFile);
const RULES = path.resolve('deploy/monitoring/rules.yml');

/** Each alert rule, judged by Prometheus' own engine on what the bot showed in the lab: half an hour of before, then of after. */
describe('an alert rule', { timeout: 120_000 }, () => {
  let folder: string;
  let lab: Lab;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'focus-rules-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => lab.close());

  const open = async (scenario: string, checks?: string) => {
    const options = { scenario: scenarioCalled(scenario), speed: 10, seed: 1, log: silentLog, outside: true };
    lab = await openLab({ ...options, ...(checks !== undefined && { checks }) });
  };
  const scrape = async () => (await fetch(`${lab.outsideUrl}/metrics`)).text();
  const shows = (line: RegExp) => soon(async () => expect(await scrape()).toMatch(line), 40_000);
  const inRedis = async (work: (redis: Redis) => Promise<unknown>) => {
    const redis = new Redis(lab.redis.url);
    await work(redis).finally(() => redis.disconnect());
  };

  /** The alert is silent after half an hour of `before`, and fires so many minutes after the first look at `after`. */
  async function fires(alert: string, before: string, after: string, minutes = 7): Promise<void> {
    const test = {
      rule_files: [RULES],
      tests: [
        {
          interval: '1m',
          input_series: [...seriesOf('bot-1:8080', before, after), ...seriesOf('bot-2:8080', before)],
          promql_expr_test: [
            { expr: firing(alert), eval_time: '29m', exp_samples: [{ labels: '{}', value: 0 }] },
            { expr: firing(alert), eval_time: `${31 + minutes}m`, exp_samples: [{ labels: '{}', value: 1 }] },
          ],
        },
      ],
    };
    const file = path.join(folder, `${alert}.yml`);
    await writeFile(file, stringify(test));
    await run('promtool', ['test', 'rules', file]).catch((error) =>
      expect.fail(`${alert}: ${error.stdout}${error.stderr}`),
    );
  }

  it('has an expression that Prometheus reads, of metrics named as its conventions say', async () => {
    await open('healthy');
    await run('promtool', ['check', 'rules', RULES]);
    const text = path.join(folder, 'scrape.txt');
    await writeFile(text, await scrape());
    const { stdout } = await run('sh', ['-c', `promtool check metrics < ${text} 2>&1 || true`]);
    // The others are of the library.
    expect(stdout.split('\n').filter((line) => line.startsWith('focus_bot_'))).toEqual([]);
  });

  it('fires where Redis is away, and the bot is not ready', async () => {
    await open('healthy');
    const before = await scrape();
    await lab.redis.setDown(true);
    await shows(/^focus_bot_redis_up 0$/m);
    const after = await scrape();
    await lab.redis.setDown(false);
    await fires('FocusBotRedisAway', before, after);
    await fires('FocusBotNotReady', before, after);
  });

  it('fires where a request waits long', async () => {
    await open('consumer-never-created');
    const before = await scrape();
    const { concurrency = 0 } = lab.config.environments[0] ?? {};
    for (let n = 0; n <= concurrency; n++)
      await lab.slack.command(`timing timeout=120s height=${1_000 + n}`, { user: lab.slack.addPerson(`asker${n}`) });
    await inRedis(async (redis) => {
      const waiting = () => redis.zrange(`${PREFIX}:focus-lab:prioritized`, '0', '-1');
      const ids = await soon(async () => {
        const announced = await waiting();
        expect(announced).not.toEqual([]);
        return announced;
      }, 20_000);
      for (const id of ids) await redis.hset(`${PREFIX}:focus-lab:${id}`, 'timestamp', String(Date.now() - 700_000));
    });
    await fires('FocusBotRequestWaits', before, await scrape());
  });

  it('fires where the outbox is old', async () => {
    await open('healthy');
    const before = await scrape();
    lab.slack.failAll('chat.update', 'internal_error');
    await lab.slack.command('timing');
    await shows(/^focus_bot_outbox_messages [1-9]/m);
    await inRedis(async (redis) => {
      for (const [key, text] of Object.entries(await redis.hgetall(`${PREFIX}:outbox`)))
        await redis.hset(
          `${PREFIX}:outbox`,
          key,
          JSON.stringify({ ...JSON.parse(text), since: lab.clock.now() - 400_000 }),
        );
    });
    await fires('FocusBotOutboxOld', before, await scrape());
  });

  it('fires where Slack limits one method again and again', async () => {
    await open('healthy');
    lab.slack.failNext('users.info', { retryAfter: 1 }, 20);
    const ask = async (name: string) => lab.slack.command('jobs', { user: lab.slack.addPerson(name) });
    await ask('first');
    await shows(/^focus_bot_slack_calls_total\{method="users.info",outcome="limited"\} 1$/m);
    const before = await scrape();
    for (let n = 0; n < 15; n++) await ask(`asker${n}`);
    await shows(/^focus_bot_slack_calls_total\{method="users.info",outcome="limited"\} 1[2-9]$/m);
    await fires('FocusBotSlackLimits', before, await scrape());
  });

  it('fires where the event loop is held', async () => {
    await open('healthy');
    await scrape();
    const before = await scrape();
    // Node counts from the second turn of the loop after a reset.
    for (let n = 0; n < 4; n++) {
      const until = performance.now() + 600;
      while (performance.now() < until);
      await setImmediate();
    }
    await fires('FocusBotEventLoopHeld', before, await scrape());
  });

  it('fires where no check runs', async () => {
    await open('healthy', '1h');
    const before = await scrape();
    await inRedis((redis) => redis.zincrby(`${PREFIX}:checks:repeat`, '-3600000', 'lab-live'));
    await shows(/^focus_bot_check_overdue_seconds [1-9]\d\d/m);
    await fires('FocusBotNoCheckRan', before, await scrape());
  });

  it('fires where a probe sees nothing to its end', async () => {
    await open('logs-denied');
    const investigate = async (nth: number) => {
      await lab.slack.command(`timing height=${1_000 + nth}`, { user: lab.slack.addPerson(`asker${nth}`) });
      await shows(
        new RegExp(
          `^focus_bot_probe_watches_total\\{environment="lab",probe="backend-logs",ended="failed"\\} ${nth}$`,
          'm',
        ),
      );
    };
    await investigate(1);
    const before = await scrape();
    for (const nth of [2, 3, 4, 5]) await investigate(nth);
    await fires('FocusBotProbeBlind', before, await scrape());
  });

  it('fires where two versions run side by side', async () => {
    await open('healthy');
    const before = await scrape();
    const newer = before.replace(/focus_bot_build_info\{version="[^"]+"/, 'focus_bot_build_info{version="99.0.0"');
    expect(newer).not.toBe(before);
    await fires('FocusBotVersionsDiffer', before, newer, 30);
  });
});

/** 1 while the alert fires, else 0. */
function firing(alert: string): string {
  return `(count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)) > bool 0`;
}

/** As one target of a scrape shows them, a minute a scrape. */
function seriesOf(instance: string, before: string, after = before) {
  const [first, second] = [before, after].map(
    (text) => new Map(samplesOf(text).map(({ series, value }) => [series, value])),
  );
  const names = new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])]);
  return [...names].map((series) => {
    const values = [first, second]
      .map((of) => of?.get(series) ?? '_')
      .map((value) => (value === '_' ? '_x30' : `${value}x30`));
    return { series: targeted(series, instance), values: values.join(' ') };
  });
}

function targeted(series: string, instance: string): string {
  const own = `job="focus-bot",instance="${instance}"`;
  return series.endsWith('}') ? `${series.slice(0, -1)},${own}}` : `${series}{${own}}`;
}

import { afterEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '#lab/lab.ts';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { silentLog } from '#lib/logger.ts';
import { soon } from './support/soon.ts';

/** The real bot and worker in the lab, seen by machines. */
describe('what machines see', { timeout: 60_000 }, () => {
  let lab: Lab;
  afterEach(() => lab.close());

  const open = async (scenario: string, checks?: string) => {
    const options = { scenario: scenarioCalled(scenario), speed: 10, seed: 1, log: silentLog, outside: true };
    lab = await openLab({ ...options, ...(checks !== undefined && { checks }) });
  };
  const ask = async (path: string) => {
    const answer = await fetch(`${lab.outsideUrl}${path}`);
    return { status: answer.status, body: await answer.text() };
  };
  const shows = (line: RegExp, ms = 30_000) => soon(async () => expect((await ask('/metrics')).body).toMatch(line), ms);

  it('is a process that lives and is ready, and an investigation by its verdict, cause and phases', async () => {
    await open('unschedulable');
    expect((await ask('/healthz')).status).toBe(200);
    expect(await ask('/readyz')).toEqual({
      status: 200,
      body: expect.stringMatching(/^ok\noldest waiting request: 0/),
    });
    await lab.slack.command('timing');
    await shows(/^focus_bot_investigations_total\{environment="lab",verdict="broken",cause="pod-not-scheduled"\} 1$/m);
    const { body } = await ask('/metrics');
    for (const line of [
      /^focus_bot_phase_duration_seconds_count\{environment="lab",phase="configure"\} 1$/m,
      /^focus_bot_first_message_seconds_count\{environment="lab"\} 1$/m,
      /^focus_bot_acknowledgement_seconds_count 1$/m,
      /^focus_bot_slack_calls_total\{method="chat\.postMessage",outcome="ok"\} [1-9]/m,
      /^focus_bot_probe_watches_total\{environment="lab",probe="pods",ended="complete"\} 1$/m,
      /^focus_bot_queue_waiting\{environment="lab",queue="investigations"\} 0$/m,
      /^focus_bot_build_info\{version="\d+\.\d+\.\d+",node="\d[^"]+",commit="unknown"\} 1$/m,
      /^focus_bot_ready 1$/m,
      /^focus_bot_slack_connected 1$/m,
      /^process_cpu_seconds_total /m,
    ])
      expect(body).toMatch(line);
    expect(body).not.toMatch(/U0ONCALL|C0INCIDENT/);
  });

  it('is a probe that is blind, by its kind of gap', async () => {
    await open('logs-denied');
    await lab.slack.command('timing');
    await shows(/^focus_bot_probe_gaps_total\{environment="lab",probe="[a-z-]+logs",reason="refused"\} [1-9]/m);
  });

  it('is a look-up, and a call that Slack limits with how long it asks to wait', async () => {
    await open('healthy');
    lab.slack.failNext('chat.postMessage', { retryAfter: 1 });
    await lab.slack.command('jobs');
    await shows(/^focus_bot_lookups_total\{kind="jobs",ended="answered"\} 1$/m);
    const { body } = await ask('/metrics');
    expect(body).toMatch(/^focus_bot_slack_retry_after_seconds_sum\{method="chat\.postMessage"\} 1$/m);
    expect(body).toMatch(/^focus_bot_slack_calls_total\{method="chat\.postMessage",outcome="limited"\} 1$/m);
  });

  it('is a check that ran, and its alert', async () => {
    await open('backend-down', '10s');
    await shows(/^focus_bot_check_runs_total\{environment="lab",outcome="failed"\} [1-9]/m);
    await shows(/^focus_bot_alerts\{environment="lab",kind="failure",state="alerting"\} [1-9]/m);
    expect((await ask('/metrics')).body).toMatch(/^focus_bot_check_overdue_seconds \d/m);
  });

  it('is not ready while Redis is away, says so, and shows what it has without Redis', async () => {
    await open('healthy');
    await lab.redis.setDown(true);
    await soon(async () => expect((await ask('/readyz')).status).toBe(503));
    expect((await ask('/readyz')).body).toContain('Redis does not answer');
    expect((await ask('/healthz')).status).toBe(200);
    const { body } = await ask('/metrics');
    expect(body).toMatch(/^focus_bot_redis_up 0$/m);
    expect(body).toMatch(/^focus_bot_ready 0$/m);
    expect(body).toMatch(/^process_cpu_seconds_total /m);
    expect(body).not.toMatch(/^focus_bot_(queue_waiting|outbox_messages|alerts)\b/m);
    await lab.redis.setDown(false);
    await soon(async () => expect((await ask('/readyz')).status).toBe(200), 20_000);
  });

  it('is not ready while Slack is not connected', async () => {
    await open('healthy');
    lab.slack.failAll('apps.connections.open', { status: 503 });
    lab.slack.disconnectSockets('link_disabled');
    await soon(async () => expect((await ask('/readyz')).body).toContain('Slack is not connected'));
    expect((await ask('/metrics')).body).toMatch(/^focus_bot_slack_connected 0$/m);
    lab.slack.failAll('apps.connections.open', undefined);
    await soon(async () => expect((await ask('/readyz')).status).toBe(200), 30_000);
  });
});

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Counts } from './counts.ts';
import type { Readings, Stored } from './readings.ts';

/** In Prometheus' words: what was counted so far, and what was just read. */
export interface Meters {
  readonly counts: Counts;
  /** The type of `text`. */
  readonly type: string;
  text(readings: Readings): Promise<string>;
}

export interface Build {
  readonly version: string;
  readonly node: string;
  readonly commit: string;
}

/** Seconds. From an answer at once to a job that nearly outlives its own deletion. */
const PHASES = [0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60];
const FIRST_MESSAGE = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60];
/** Slack gives up on a command after 3 s. */
const ACKNOWLEDGED = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const LIMITED = [1, 2, 5, 10, 30, 60];

/** For one in a process: what the library watches of the process itself is never let go. */
export function createMeters(build: Build): Meters {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: 'focus_bot_build_info',
    help: 'Always 1: what runs here.',
    labelNames: ['version', 'node', 'commit'],
    registers,
  }).set({ ...build }, 1);
  const show = gauges(registers);
  return {
    counts: counters(registers),
    type: registry.contentType,
    text(readings) {
      show(readings);
      return registry.metrics();
    },
  };
}

function counters(registers: Registry[]): Counts {
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `focus_bot_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram({ name: `focus_bot_${name}`, help, labelNames, buckets, registers });
  const investigations = counter(
    'investigations_total',
    'Investigations that have their verdict; cause is a rule, or none.',
    ['environment', 'verdict', 'cause'],
  );
  const phases = histogram(
    'phase_duration_seconds',
    'How long each phase of a job took, where it was seen to its end.',
    ['environment', 'phase'],
    PHASES,
  );
  const consumers = histogram(
    'consumer_ready_seconds',
    'From configure to the consumer, of jobs that got one.',
    ['environment'],
    PHASES,
  );
  const watches = counter(
    'probe_watches_total',
    'Watches of probes that are configured: whether they saw to the end.',
    ['environment', 'probe', 'ended'],
  );
  const gaps = counter('probe_gaps_total', 'What probes could not see, by why.', ['environment', 'probe', 'reason']);
  const lost = counter('investigations_lost_total', 'Investigations that came to nothing by the bot’s own fault.', [
    'environment',
  ]);
  const firstMessage = histogram(
    'first_message_seconds',
    'From asking for an investigation to its first message.',
    ['environment'],
    FIRST_MESSAGE,
  );
  const lookups = counter('lookups_total', 'Look-ups that are over.', ['kind', 'ended']);
  const acknowledged = histogram(
    'acknowledgement_seconds',
    'From the arrival of what Slack delivers to its acknowledgement.',
    [],
    ACKNOWLEDGED,
  );
  const slackCalls = counter('slack_calls_total', 'Calls of Slack’s Web API.', ['method', 'outcome']);
  const limited = histogram(
    'slack_retry_after_seconds',
    'How long Slack asked to wait, each time it said 429.',
    ['method'],
    LIMITED,
  );
  const checks = counter('check_runs_total', 'Runs of checks that are over.', ['environment', 'outcome']);
  const calls = counter('ways_out_calls_total', 'Calls of ways out such as PagerDuty, tries counted.', [
    'way',
    'outcome',
  ]);
  return {
    investigated({ environment, verdict, cause = 'none', phases: took, totalMs, watched }) {
      investigations.inc({ environment, verdict, cause });
      for (const [phase, ms] of Object.entries(took)) phases.observe({ environment, phase }, ms / 1_000);
      // That of a watched job begins later, and is no measure of the others.
      if (totalMs !== undefined && !watched) consumers.observe({ environment }, totalMs / 1_000);
    },
    looked({ watches: all, gaps: unseen, subject: { environment } }) {
      const absent = new Set(unseen.flatMap(({ probe, reason }) => (reason === 'not-configured' ? [probe] : [])));
      for (const { probe, ended } of all) if (!absent.has(probe)) watches.inc({ environment, probe, ended });
      for (const { probe, reason } of unseen) gaps.inc({ environment, probe, reason });
    },
    lost: (environment) => lost.inc({ environment }),
    firstMessage: (environment, ms) => firstMessage.observe({ environment }, Math.max(0, ms) / 1_000),
    lookedUp: (kind, ended) => lookups.inc({ kind, ended }),
    acknowledged: (ms) => acknowledged.observe(ms / 1_000),
    slackCalled: (method, outcome) => slackCalls.inc({ method, outcome }),
    slackLimited: (method, ms) => limited.observe({ method }, ms / 1_000),
    checkRan: (environment, outcome) => checks.inc({ environment, outcome }),
    calledOut: (way, outcome) => calls.inc({ way, outcome }),
  };
}

/** Shows what was read in place of what was read before. */
function gauges(registers: Registry[]) {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `focus_bot_${name}`, help, labelNames: [...labelNames], registers });
  const ready = gauge('ready', 'Whether this process can do its part.');
  const slack = gauge('slack_connected', 'Whether Slack can reach this process; absent in a worker.');
  const redis = gauge('redis_up', 'Whether Redis answered in time.');
  const took = gauge('redis_read_seconds', 'How long Redis took over all that is read for one scrape.');
  const place = ['environment', 'queue'];
  const waiting = gauge('queue_waiting', 'Requests that wait. The same in every process.', place);
  const running = gauge('queue_running', 'Requests that are worked on. The same in every process.', place);
  const oldest = gauge('queue_oldest_seconds', 'How long the oldest that waits has waited.', place);
  const outbox = gauge('outbox_messages', 'Messages that Slack did not take yet. The same in every process.');
  const outboxAge = gauge('outbox_oldest_seconds', 'How long the oldest of them has waited.');
  const alerts = gauge('alerts', 'Open incidents. The same in every process.', ['environment', 'kind', 'state']);
  const overdue = gauge('check_overdue_seconds', 'How late the latest tick of a check is.');
  const ofRedis = [took, waiting, running, oldest, outbox, outboxAge, alerts, overdue];

  function showStored({ tookMs, lines, outbox: { size, oldestMs }, alerts: open, overdueMs }: Stored): void {
    took.set(tookMs / 1_000);
    for (const { environment, queue, ...line } of lines) {
      waiting.set({ environment, queue }, line.waiting);
      running.set({ environment, queue }, line.running);
      oldest.set({ environment, queue }, line.oldestMs / 1_000);
    }
    outbox.set(size);
    outboxAge.set(oldestMs / 1_000);
    for (const { count, ...labels } of open) alerts.set({ ...labels }, count);
    overdue.set(overdueMs / 1_000);
  }

  return ({ troubles, isSlackConnected, stored }: Readings): void => {
    ready.set(troubles.length === 0 ? 1 : 0);
    redis.set(stored ? 1 : 0);
    for (const each of [slack, ...ofRedis]) forget(each);
    if (isSlackConnected !== undefined) slack.set(isSlackConnected ? 1 : 0);
    if (stored) showStored(stored);
  };
}

/** What is not known now is no 0. */
function forget(gauge: Gauge): void {
  gauge.reset();
  gauge.remove({});
}

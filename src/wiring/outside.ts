import type { Redis } from 'ioredis';
import type { Book } from '#checks/book.ts';
import { createBookStore } from '#checks/book-store.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { unlessAborted } from '#lib/deadline.ts';
import { formatDuration } from '#lib/duration.ts';
import { type Answer, openHttpServer, type Place } from '#lib/http-server.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { botVersion, buildCommit } from '#lib/version.ts';
import { failFastRedis } from '#queue/connection.ts';
import { prefixOf } from '#queue/names.ts';
import { readOverdue, readWaitingLines } from '#queue/waiting-lines.ts';
import { readWaiting } from '#slack/message/late.ts';
import type { Counts } from '#telemetry/counts.ts';
import { openSpans } from '#telemetry/open-spans.ts';
import { createMeters } from '#telemetry/prometheus.ts';
import type { OpenAlerts, Readings, Stored } from '#telemetry/readings.ts';
import type { Spans } from '#telemetry/spans.ts';
import type { Config } from '../config.ts';

/** To whom a process tells what it does. */
export interface Seen {
  readonly counts: Counts;
  readonly spans: Spans;
}

/** What machines see of this process: `/healthz`, `/readyz` and `/metrics`. */
export interface Outside extends Seen {
  readonly port: number;
  /** It is asked from now on. */
  watch(part: Watched): void;
  /** Only one that runs is ready; it starts at first. */
  enter(phase: 'running' | 'stopping'): void;
  close(): Promise<void>;
}

/** A part of the process that may be unwell. */
export interface Watched {
  troubles(): readonly string[];
  /** Of the part that is Slack's. */
  isSlackConnected?(): boolean;
}

export interface OutsideOptions {
  readonly config: Config;
  readonly place: Place;
  readonly clock: Clock;
  readonly log: Log;
  /** Where OpenTelemetry's own settings are. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A kubelet waits one second for an answer unless told. */
const READ_MS = 500;
/** What waits so long while nothing of its kind runs is taken by nobody. */
const UNTAKEN_MS = 5 * 60_000;

export async function openOutside({ config, place, clock, log, env = {} }: OutsideOptions): Promise<Outside> {
  const meters = createMeters({ version: botVersion(), node: process.versions.node, commit: buildCommit() });
  const parts: Watched[] = [];
  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  let stored: (() => Promise<Stored | undefined>) | undefined;

  async function read(): Promise<Readings> {
    const told = await stored?.();
    const connected = parts.flatMap((part) => part.isSlackConnected?.() ?? []);
    return {
      troubles: [
        ...(phase === 'running' ? [] : [phase]),
        ...parts.flatMap((part) => part.troubles()),
        ...(told ? told.lines.flatMap(untaken) : ['Redis does not answer']),
      ],
      ...(connected.length > 0 && { isSlackConnected: connected.every(Boolean) }),
      ...(told && { stored: told }),
    };
  }

  const server = await openHttpServer(place, {
    '/healthz': () => ({ status: 200, body: 'ok\n' }),
    '/readyz': async () => readiness(await read()),
    '/metrics': async () => ({ status: 200, type: meters.type, body: await meters.text(await read()) }),
  });
  const spans = await openSpans(env, botVersion(), log);
  // Redis is asked for nothing before the port is ours. The other connections tell of an outage.
  const redis = failFastRedis(config.settings.REDIS_URL, silentLog);
  const names = config.environments.map(({ name }) => name);
  const reading = { redis, prefix: prefixOf(config.settings.REDIS_PREFIX), names, clock, log };
  stored = () => readStored(reading).catch(() => undefined);

  return {
    port: server.port,
    counts: meters.counts,
    spans,
    watch: (part) => void parts.push(part),
    enter: (next) => {
      phase = next;
    },
    async close() {
      await Promise.allSettled([server.close(), spans.close()]);
      redis.disconnect();
    },
  };
}

interface Reading {
  readonly redis: Redis;
  readonly prefix: string;
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** All commands are on their way at once: one round. */
async function readStored({ redis, prefix, names, clock, log }: Reading): Promise<Stored> {
  const began = performance.now();
  const all = Promise.all([
    readWaitingLines(redis, prefix, names),
    readWaiting(redis, prefix),
    createBookStore({ redis, prefix, log }).read(),
    readOverdue(redis, prefix),
  ]);
  const [lines, [...late], book, overdueMs] = await unlessAborted(systemClock.timeout(READ_MS), all);
  const [oldest] = late;
  return {
    tookMs: performance.now() - began,
    lines,
    outbox: { size: late.length, oldestMs: oldest ? Math.max(0, clock.now() - oldest.since) : 0 },
    alerts: names.flatMap((environment) => openAlerts(environment, book)),
    overdueMs,
  };
}

/** Each kind, also where there is none: an alert that is over is told by a 0. */
function openAlerts(environment: string, { incidents }: Book): readonly OpenAlerts[] {
  const ofIt = Object.values(incidents).filter((incident) => incident.environment === environment);
  return (['failure', 'blindness'] as const).flatMap((kind) =>
    (['alerting', 'recovering'] as const).map((state) => ({
      environment,
      kind,
      state,
      count: ofIt.filter((incident) => incident.kind === kind && incident.state === state).length,
    })),
  );
}

/** A line that moves is only long: that is for an alert, and no reason to take the process out of it. */
function untaken({ environment, queue, waiting, running, oldestMs }: Stored['lines'][number]): readonly string[] {
  if (waiting === 0 || running > 0 || oldestMs < UNTAKEN_MS) return [];
  return [`nobody takes what waits in ${environment} (${queue}): the oldest for ${formatDuration(oldestMs)}`];
}

function readiness({ troubles, stored }: Readings): Answer {
  if (troubles.length > 0) return { status: 503, body: `${troubles.join('\n')}\n` };
  const oldestMs = Math.max(0, ...(stored?.lines ?? []).map((line) => line.oldestMs));
  return { status: 200, body: `ok\noldest waiting request: ${formatDuration(oldestMs)}\n` };
}

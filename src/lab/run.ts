import { createHistory } from '#history/history.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report.ts';
import { systemClock } from '#lib/clock.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { PREFIX } from '#prefix.ts';
import { workerRedis } from '#queue/connection.ts';
import { type Lab, type LabOptions, openLab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './world/stages.ts';

/** What one command in the lab came to. */
export interface Run {
  readonly scenario: string;
  readonly expected: Scenario['expected'];
  readonly messages: readonly RunMessage[];
  /** What only the asker was told. */
  readonly ephemerals: readonly string[];
  readonly calls: readonly { readonly method: string; readonly args: unknown }[];
  readonly report?: Report;
  readonly evidence?: Evidence;
  /** What the lab really made, seconds after configure reached the server; the bot never sees it. */
  readonly truth: { readonly milestones: Readonly<Record<string, number>> };
}

export interface RunMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files: readonly { readonly name: string; readonly title: string; readonly content: string }[];
}

export type RunOptions = Omit<LabOptions, 'log'>;

/** Opens a lab, types one command, waits for what comes of it, closes the lab. */
export async function runOnce(text: string, options: RunOptions): Promise<Run> {
  const told = listenForReports(silentLog);
  const lab = await openLab({ ...options, log: told.log });
  try {
    const { responses } = await lab.slack.command(text);
    const investigation = await Promise.race([told.next(), answered(lab, responses)]);
    return await readRun(lab, investigation);
  } finally {
    await lab.close();
  }
}

/** A log that passes everything on and knows when the worker says that a report, or its loss, was told. */
export function listenForReports(log: Log): { readonly log: Log; next(): Promise<string> } {
  const waiting: ((investigation: string) => void)[] = [];
  const hear = (fields: object, message: string) => {
    if (message !== 'investigation told' && message !== 'a question is given up') return;
    const investigation = 'investigation' in fields ? String(fields.investigation) : '';
    for (const resolve of waiting.splice(0)) resolve(investigation);
  };
  const wrap = (inner: Log): Log => ({
    debug: (fields, message) => inner.debug(fields, message),
    info: (fields, message) => {
      inner.info(fields, message);
      hear(fields, message);
    },
    warn: (fields, message) => inner.warn(fields, message),
    error: (fields, message) => {
      inner.error(fields, message);
      hear(fields, message);
    },
    child: (fields) => wrap(inner.child(fields)),
  });
  return { log: wrap(log), next: () => new Promise((resolve) => waiting.push(resolve)) };
}

/** The command was answered to the asker alone: no investigation comes. */
async function answered(lab: Lab, responses: readonly unknown[]): Promise<undefined> {
  if (responses.length > 0) return undefined;
  return new Promise((resolve) => {
    const stop = lab.slack.onChange(({ kind }) => {
      if (kind !== 'ephemeral') return;
      stop();
      resolve(undefined);
    });
  });
}

export async function readRun(lab: Lab, investigation: string | undefined): Promise<Run> {
  const found = investigation === undefined ? {} : await readHistory(lab, investigation);
  const channel = lab.slack.channel('incidents').id;
  return {
    scenario: lab.scenario.id,
    expected: lab.scenario.expected,
    messages: lab.slack.messages(channel).map(({ ts, thread_ts, text, blocks, files }) => ({
      channel,
      ts,
      ...(thread_ts && { thread_ts }),
      text,
      blocks,
      files: files.map(({ name, title, content }) => ({ name, title, content: content.toString('utf8') })),
    })),
    ephemerals: lab.slack.ephemerals().map(({ text }) => text),
    calls: lab.slack.calls.map(({ method, args }) => ({ method, args })),
    ...found,
    truth: { milestones: truth(lab) },
  };
}

async function readHistory(lab: Lab, investigation: string): Promise<{ report?: Report; evidence?: Evidence }> {
  const redis = workerRedis(lab.config.settings.REDIS_URL, silentLog);
  try {
    const history = createHistory({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
    const [report, evidence] = [await history.report(investigation), await history.evidence(investigation)];
    return { ...(report && { report }), ...(evidence && { evidence }) };
  } finally {
    redis.disconnect();
  }
}

const milestoneOf: Readonly<Record<Stage | 'configured', string>> = {
  configured: 'configured',
  job: 'job-created',
  pod: 'pod-created',
  scheduled: 'pod-scheduled',
  started: 'container-started',
  ready: 'pod-ready',
  queue: 'queue-created',
  consumer: 'consumer-attached',
  metadata: 'consumer-ready',
  stream: 'stream-open',
};

function truth({ world }: Lab): Readonly<Record<string, number>> {
  const came = world.lives.at(-1)?.came ?? new Map<Stage | 'configured', number>();
  return Object.fromEntries([...came].map(([stage, ms]) => [milestoneOf[stage], Math.round(ms) / 1_000]));
}

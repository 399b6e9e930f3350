import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { parseHistory } from '#asking/history.ts';
import type { Mistake } from '#asking/limits.ts';
import { parseLogs } from '#asking/logs.ts';
import { parseJob, parseJobs } from '#asking/places.ts';
import { parseTiming } from '#asking/timing.ts';
import { judge } from '#bundle/judge.ts';
import { toReportJson } from '#bundle/report-json.ts';
import type { Config } from '#config.ts';
import { investigate } from '#investigation/investigate.ts';
import { reportText } from '#investigation/report/as-text.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import type { Subject } from '#investigation/subject.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { createLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { findJob } from '#lookups/find-job.ts';
import { lookUpLogs } from '#lookups/logs/look.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { usePlugins } from '#wiring/plugins.ts';
import { openStacks, type Stack, setUpOf } from '#wiring/stack.ts';
import { createLookAtStatus } from '#wiring/status.ts';
import { readFile } from '../read-file.ts';
import { withStore } from '../store.ts';

/** The words for a person, and the same for a program. */
export interface Said {
  readonly text: string;
  readonly data: object;
}

/** What is typed after the word, and when to stop. Rejects with an ExplainedError where it cannot be done. */
export type Tool = (typed: string, signal: AbortSignal) => Promise<Said>;

/** Each tool by its name, on the stacks of the settings; Slack is not asked, and Redis for history alone. */
export async function openEngine(config: Config) {
  const { environments, defaultEnvironment, settings, checks } = config;
  const redactor = createRedactor(config.redact);
  const log = createLog(settings.LOG_LEVEL, redactor);
  usePlugins(config.plugins, (trouble) => log.warn({}, trouble));
  const stacks = await openStacks(environments, clock, redactor);
  const places = { environments: environments.map(({ name }) => name), defaultEnvironment };
  const requestedBy = userInfo().username;
  const lookAtStatus = createLookAtStatus({ redactor, clock });

  function stackOf(name: string): Stack {
    const stack = stacks.get(name);
    if (!stack)
      throw new ExplainedError(`There is no environment ${name}`, `There is ${places.environments.join(', ')}`);
    return stack;
  }

  async function investigated(stack: Stack, start: () => Promise<Subject>, signal: AbortSignal): Promise<Said> {
    const startJob = async () => ({ ...(await start()), ...setUpOf(stack.environment) });
    return said((await investigate({ startJob, probes: stack.probes, redactor, clock, signal })).report);
  }

  const timing: Tool = async (typed, signal) => {
    const defaultsOf = (name: string) => stackOf(name).environment.focusServer.defaults ?? {};
    const asked = understood(parseTiming([typed], { ...places, defaultsOf, now: clock.now() }));
    if (asked.series) throw new ExplainedError('runs is for people', 'Call timing as often as it is wanted');
    const { environment, request, timeoutMs } = asked;
    const stack = stackOf(environment);
    const { limits, focusServer } = stack.environment;
    const startJob = createStartJob({ settings: focusServer, fence: memoryFence(), clock, log });
    const of = { environment, requestedBy, investigation: randomUUID(), request, timeoutMs, limits };
    return investigated(stack, () => startJob(of), signal);
  };

  const job: Tool = async (typed, signal) => {
    const { environment, jobId } = understood(parseJob([typed], places));
    const stack = stackOf(environment);
    const { limits } = stack.environment;
    const snapshot = stack.kubernetes && (() => stack.snapshot(signal));
    const seen = await snapshot?.();
    const looking = { ...(seen && { snapshot: async () => seen }), clock, limits };
    const asked = { investigation: randomUUID(), environment, requestedBy, jobId };
    return investigated(stack, () => findJob(looking, asked), signal);
  };

  const logs: Tool = async (typed, signal) => {
    const { environment, request } = understood(parseLogs([typed], places));
    const stack = stackOf(environment);
    const { focusServer, rabbitmq, mongodb } = stack.environment;
    const looking = {
      snapshot: () => stack.snapshot(signal),
      ...(stack.kubernetes && { connection: stack.kubernetes }),
      ...{ focusServer, ...(rabbitmq && { rabbitmq }), ...(mongodb && { mongodb }) },
      // Captures are in Redis.
      captures: { find: async () => undefined },
      ...{ redactor, clock, signal },
    };
    const { files: _files, ...report } = await lookUpLogs(looking, {
      ...{ lookup: randomUUID(), environment, requestedBy, request },
    });
    const { headline, nextStep, facts, logLines, notSeen } = report;
    const lines = [
      headline,
      ...(nextStep === undefined ? [] : [nextStep]),
      ...facts.map(({ label, value }) => `${label}: ${value}`),
      ...logLines.map(({ at, source, level, text }) => `${at} ${source} ${level} ${text}`),
      ...notSeen.map(({ what, why }) => `Not seen: ${what} (${why})`),
    ];
    return { text: lines.join('\n'), data: report };
  };

  const status: Tool = async (typed, signal) => {
    const { environment } = understood(parseJobs([typed], places));
    const report = await lookAtStatus(stackOf(environment), { lookup: randomUUID(), environment, requestedBy }, signal);
    const { headline, nextStep, parts } = report;
    const rows = parts.map(({ label, state, value }) => `${label}: ${state}, ${value}`);
    return { text: [headline, ...(nextStep === undefined ? [] : [nextStep]), ...rows].join('\n'), data: report };
  };

  const history: Tool = async (typed) => {
    const world = { ...places, checks: checks.map(({ name }) => name), causes: rules.map(({ id }) => id) };
    const { query, count } = understood(parseHistory([typed], world));
    const past = await withStore((store) => store.history.past(query, count));
    const rows = past.map((line) => {
      const { startedAt, environment, verdict, cause, investigation, jobId = 'no job' } = line;
      return `${new Date(startedAt).toISOString()} ${environment} ${jobId} ${verdict} ${cause ?? ''} (${investigation})`;
    });
    return { text: rows.join('\n') || 'Nothing is remembered of it.', data: { investigations: past } };
  };

  const replay: Tool = async (file) => said(judge((await readFile(file)).evidence));

  return { timing, job, logs, status, history, replay };
}

function said(report: Report): Said {
  return { text: reportText(report), data: toReportJson(report) };
}

function understood<T extends { readonly kind: string }>(
  asked: T | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] },
): Exclude<T, { readonly kind: 'mistakes' }> {
  if ('mistakes' in asked)
    throw new ExplainedError(
      asked.mistakes.map(({ message }) => message).join('; '),
      'Nothing was started or looked up',
    );
  return asked as Exclude<T, { readonly kind: 'mistakes' }>;
}

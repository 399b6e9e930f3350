import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Environment, environment } from '#config/environment.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain, investigate } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import type { JobRequest, Subject } from '#investigation/subject.ts';
import { labClock } from '#lab/clock.ts';
import { environmentSettings } from '#lab/environment.ts';
import type { Fault } from '#lab/scenario.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World, type WorldOptions } from '#lab/world/world.ts';
import type { Clock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { knownRedactor } from '#lib/redact.ts';
import { findJob } from '#lookups/find-job.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { openStacks, type Stack, setUpOf } from '#wiring/stack.ts';
import type { MatrixCase } from './case.ts';
import { vary } from './vary.ts';

export interface Played {
  readonly evidence: Evidence;
  readonly report: Report;
  /** Real ms from the evidence to the report. */
  readonly tookToJudgeMs: number;
}

export interface PlayOptions {
  readonly seed: number;
  /** How many times as fast as real time everything runs at most; a busy machine slows it down, and changes nothing else. */
  readonly speed: number;
}

/** What is asked for unless the case says otherwise. */
const REQUEST: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1_024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1_000,
};
/** A little longer than the limit for a consumer, and as long as people wait who want to be sure: one after the other by the seed. */
const TIMEOUTS_MS = [31_000, 45_000, 60_000] as const;

/** Plays one case in a world of its own. */
export async function playCase(played: MatrixCase, { seed, speed }: PlayOptions): Promise<Played> {
  const faults = vary(played.faults, seed);
  const timeoutMs = TIMEOUTS_MS[seed % TIMEOUTS_MS.length] ?? TIMEOUTS_MS[0];
  return playWorld({ id: played.id, faults, seed, speed }, (inWorld) => subjectOf(played, inWorld, timeoutMs));
}

export interface WorldOfOnesOwn
  extends PlayOptions,
    Pick<WorldOptions, 'clockAheadMs' | 'clusterAheadMs' | 'nodesAheadMs' | 'streamAs'> {
  readonly id: string;
  readonly faults: readonly Fault[];
}

export interface InWorld {
  readonly world: World;
  readonly stack: Stack;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The bot's real trigger and probes on real sockets, without Slack and Redis, in a world that is closed afterwards. */
export async function playWorld(
  { id, faults, seed, speed, ...build }: WorldOfOnesOwn,
  begin: (inWorld: InWorld) => Promise<Subject>,
  seen?: (world: World) => void,
): Promise<Played> {
  const clock = labClock(speed);
  const scenario = { id, story: id, faults, expected: { verdict: 'healthy' as const } };
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-matrix-'));
  // Three figures, so that a shorter id such as 1-16 is the beginning of one.
  const world = await openWorld({ clock, seed, scenario, counter: 110 + (seed % 800), ...build });
  const stop = new AbortController();
  try {
    const kubeconfig = path.join(folder, 'kubeconfig');
    await writeFile(kubeconfig, world.kubernetes.kubeconfig, { mode: 0o600 });
    const asked = { name: 'lab', ...environment.parse(environmentSettings(world, kubeconfig, faults)) };
    const stack = (await openStacks([asked], clock, knownRedactor)).get(asked.name);
    if (!stack) throw new Error('the lab has no environment');
    const { signal } = stop;
    const startJob = async () => ({ ...(await begin({ world, stack, clock, signal })), ...setUpOf(asked) });
    const { evidence } = await investigate({ startJob, probes: stack.probes, clock, signal });
    seen?.(world);
    const began = performance.now();
    const report = explain(evidence);
    return { evidence, report, tookToJudgeMs: performance.now() - began };
  } finally {
    stop.abort();
    await world.close();
    clock.stop();
    await rm(folder, { recursive: true });
  }
}

async function subjectOf(
  { id, subject, request }: MatrixCase,
  { world, stack, clock, signal }: InWorld,
  timeoutMs: number,
): Promise<Subject> {
  const asked = { investigation: id, environment: stack.environment.name, requestedBy: 'matrix' };
  if (subject === undefined) {
    const started = { ...asked, request: requestOf(request, clock), timeoutMs };
    return configureJob(stack.environment, started, clock);
  }
  const jobId = subject === 'stale' ? staleId(world) : await somebodysJob(world, requestOf(request, clock));
  if (subject === 'gone') await world.lives.at(-1)?.ended;
  if (subject === 'found') await clock.sleep(SEEN_AFTER_MS, signal);
  const { limits } = stack.environment;
  const snapshot = () => stack.snapshot(signal);
  const found = stack.kubernetes
    ? { snapshot: async () => (await snapshot()) as NonNullable<Awaited<ReturnType<typeof snapshot>>> }
    : {};
  return findJob({ ...found, clock, limits }, { ...asked, jobId });
}

/** Somebody asks about a job that they have watched for a while. */
const SEEN_AFTER_MS = 6_000;

interface Asked {
  readonly investigation: string;
  readonly environment: string;
  readonly requestedBy: string;
}

export interface AskedFor extends Asked {
  readonly request: JobRequest;
  readonly timeoutMs: number;
}

/** By the bot's real trigger. */
export function configureJob({ focusServer, limits }: Environment, asked: AskedFor, clock: Clock): Promise<Subject> {
  const startJob = createStartJob({ settings: focusServer, fence: memoryFence(), clock, log: silentLog });
  return startJob({ ...asked, limits });
}

/** Of a recording: ten minutes that ended an hour ago. */
export function requestOf(asked: MatrixCase['request'], clock: Clock): JobRequest {
  const to = Math.floor(clock.now() / 1_000) - 3_600;
  return asked === 'historic' ? { ...REQUEST, recording: { from: to - 600, to } } : REQUEST;
}

/** An id of the slot that a new job would get, from long before the jobs that live. */
function staleId({ others }: World): string {
  const counters = others.map(({ job }) => Number(job.id.split('-')[1]));
  return `1-${Math.max(1, Math.min(...counters) - 73)}`;
}

async function somebodysJob({ focusServer }: World, request: JobRequest): Promise<string> {
  const id = await somebodyConfigures(focusServer.url, request);
  if (id === undefined) throw new Error('nobody got a job in the world of this case');
  return id;
}

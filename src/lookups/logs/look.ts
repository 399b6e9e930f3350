import type { Capture } from '#history/capture.ts';
import { BlindError } from '#investigation/probe.ts';
import { describeError } from '#lib/errors.ts';
import type { JobSeenSoon } from '#probes/jobs/look-at-job.ts';
import { lookAtJob } from '#probes/jobs/look-at-job.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import { within } from '#probes/within.ts';
import { notSeenOf } from '../jobs/not-seen.ts';
import type { NotSeen } from '../not-seen.ts';
import { BESIDE_MS, seenIn } from './beside.ts';
import { readCaptured } from './captured.ts';
import { partsIn, readLiving } from './living.ts';
import { readMissing, seesPods } from './missing.ts';
import type { LogsReport } from './report.ts';
import type { Findings, LogsTools } from './tools.ts';
import { type LogsAsked, writeLogsReport } from './write-report.ts';

/** Captures lie in Redis, a few milliseconds away. */
const CAPTURE_MS = 1_000;
/** With the capture of a job that is over at hand nobody waits longer to see whether it lives after all. */
const SEEING_MS = 600;
/** A job that was seen alive so short a time ago most likely is: what it logs now is worth a wait. */
const JUST_NOW_MS = 10_000;
const SEEING_LIVING_MS = 2_500;
/** All lists of a namespace, each of which has 15 s. */
const PATIENCE_MS = 20_000;
const KNOWN_MS = 500;

/** What there is about the logs of one job: read now where it lives, else what was captured, else where was looked. */
export async function lookUpLogs(tools: LogsTools, asked: LogsAsked): Promise<LogsReport> {
  tools.signal.throwIfAborted();
  const left = new AbortController();
  const signal = AbortSignal.any([tools.signal, left.signal]);
  try {
    const looks = lookAtJob({ ...tools, jobId: asked.request.jobId, patienceMs: BESIDE_MS, signal });
    // One that is not needed is left; its failure is no news then.
    for (const look of Object.values(looks)) look.catch(() => {});
    const { found, collected } = await find({ ...tools, signal }, asked, looks);
    const errors = collected.groups.filter(({ level }) => level === 'error').map(({ signature }) => signature);
    const known = await knownErrors({ ...tools, signal }, errors);
    return masked(writeLogsReport(asked, found, collected, known), tools);
  } finally {
    left.abort();
  }
}

async function find(tools: LogsTools, asked: LogsAsked, looks: JobSeenSoon): Promise<Findings> {
  const began = tools.clock.now();
  const left = (of = SEEING_MS) => Math.max(0, began + of - tools.clock.now());
  const seeing = see(tools, asked);
  seeing.catch(() => {});
  const { capture, notSeen } = await findCapture(tools, asked);
  const patience = !capture ? PATIENCE_MS : left(livedJustNow(capture, began) ? SEEING_LIVING_MS : SEEING_MS);
  const sight = await inTime(tools, patience, seeing);
  const { snapshot } = sight;
  if (snapshot && tools.connection && isAlive(snapshot, asked.request.jobId, capture))
    return readLiving({ ...tools, connection: tools.connection }, asked, snapshot, looks);
  const unseen = [...sight.notSeen, ...notSeen];
  if (!capture)
    return readMissing(tools, asked, { snapshot, notSeen: unseen, capturesWereAsked: notSeen.length === 0 }, looks);
  const queues = await within(tools.clock, left(), tools.signal, () => looks.queues).catch(unlessBlind);
  return readCaptured({
    capture,
    request: asked.request,
    redactor: tools.redactor,
    isGone: snapshot !== undefined && seesPods(snapshot),
    queues: queues && seenIn(queues),
    notSeen: [...unseen, ...gapsOf(snapshot, asked)],
  });
}

function livedJustNow({ end, lastSeenAt }: Capture, now: number): boolean {
  return end === 'living' && now - lastSeenAt < JUST_NOW_MS;
}

interface Sight {
  readonly snapshot?: Snapshot;
  readonly notSeen: readonly NotSeen[];
}

async function see({ snapshot, clock }: LogsTools, { environment }: LogsAsked): Promise<Sight> {
  const looking = snapshot();
  if (!looking) return { notSeen: notSeenOf({ at: clock.now(), broker: NO_QUEUES }, environment) };
  try {
    return { snapshot: await looking, notSeen: [] };
  } catch (error) {
    if (error instanceof BlindError) return unseen(error.message, error.mend);
    throw error;
  }
}

/** Queues are looked at beside: here nothing is said about them. */
const NO_QUEUES = { queues: [] };

function gapsOf(snapshot: Snapshot | undefined, { environment }: LogsAsked): readonly NotSeen[] {
  return snapshot ? notSeenOf({ at: snapshot.at, namespace: snapshot, broker: NO_QUEUES }, environment) : [];
}

const REACH = 'Check that the Kubernetes API can be reached from where the bot runs: some answer only through a tunnel';

function unseen(why: string, remedy = REACH): Sight {
  return { notSeen: [{ what: 'whether it lives now', why, remedy }] };
}

async function inTime({ clock, signal }: LogsTools, ms: number, seeing: Promise<Sight>): Promise<Sight> {
  const sight = await within(clock, ms, signal, () => seeing).catch(unlessBlind);
  return sight ?? unseen(`Kubernetes had not answered after ${(ms / 1_000).toFixed(1)} s`);
}

function unlessBlind(error: unknown): undefined {
  if (!(error instanceof BlindError)) throw error;
}

/** A Kubernetes Job that has no pod tells less than what was captured. */
function isAlive(snapshot: Snapshot, jobId: string, capture: Capture | undefined): boolean {
  const { pods = [], grpcJob, cleanupJob } = partsIn(snapshot, jobId) ?? {};
  return pods.length > 0 || (!capture && Boolean(grpcJob ?? cleanupJob));
}

async function findCapture(
  { captures, clock, signal }: LogsTools,
  { environment, request }: LogsAsked,
): Promise<{ readonly capture?: Capture; readonly notSeen: readonly NotSeen[] }> {
  try {
    const capture = await within(clock, CAPTURE_MS, signal, () => captures.find(environment, request.jobId));
    return { ...(capture && { capture }), notSeen: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { notSeen: [{ what: 'what was captured of it', why: describeError(error) }] };
  }
}

async function knownErrors({ known, clock, signal }: LogsTools, signatures: readonly string[]) {
  if (!known || signatures.length === 0) return undefined;
  return within(clock, KNOWN_MS, signal, () => known(signatures)).catch(unlessBlind);
}

/** Every line was masked as it was read, before anything was cut; the words around them are masked here. */
function masked({ files, ...report }: LogsReport, { redactor }: LogsTools): LogsReport {
  return {
    ...redactor.redactDeep(report),
    files: files.map(({ name, title, content }) => ({ name, title: redactor.redact(title), content })),
  };
}

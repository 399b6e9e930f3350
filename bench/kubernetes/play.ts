import { once } from 'node:events';
import type { Evidence } from '#investigation/evidence.ts';
import { observe } from '#investigation/observe.ts';
import type { Probe } from '#investigation/probe.ts';
import { type StartedSubject, usualRequest } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Cluster } from './cluster.ts';

export interface PodPlay {
  readonly id: string;
  /** Its Job is made before the bot begins to look, as by a backend that answers late. */
  readonly early: boolean;
  /** It has a readiness probe. */
  readonly probed: boolean;
}

/** After the answer of configure, where it is not before. */
const MADE_AFTER_MS = 300;
const LONGEST_MS = 45_000;
/** What comes last is on its way: a kubelet's events, and its state of the container. */
const LAST_MS = 2_000;

/** The bot's probes look at one job of a real cluster until its pod is ready. */
export async function playPod(
  { id, early, probed }: PodPlay,
  { cluster, probes, clock }: { readonly cluster: Cluster; readonly probes: readonly Probe[]; readonly clock: Clock },
): Promise<Evidence> {
  const zero = clock.now();
  if (early) await cluster.createJob(id, { probed });
  const subject = subjectOf(id, zero, clock.now());
  const seen = new AbortController();
  const evidence = observe(subject, {
    probes: [...probes, untilStopped],
    clock,
    signal: AbortSignal.any([seen.signal, clock.timeout(LONGEST_MS)]),
    onObservation: ({ fact }) => {
      if (fact.kind !== 'pod-state' || fact.role !== 'grpc' || !fact.ready) return;
      clock.sleep(LAST_MS).then(() => seen.abort());
    },
  });
  if (!early) {
    await clock.sleep(MADE_AFTER_MS);
    await cluster.createJob(id, { probed });
  }
  return await evidence;
}

/** In the place of metadata, which nobody answers here: the look ends by its signal alone. */
const untilStopped: Probe = {
  id: 'until-stopped',
  sees: [],
  about: 'job',
  answers: 'metadata',
  // biome-ignore lint/correctness/useYield: it sees nothing.
  async *watch(_subject, signal) {
    if (!signal.aborted) await once(signal, 'abort');
  },
};

function subjectOf(id: string, zero: number, answeredAt: number): StartedSubject {
  return {
    investigation: id,
    environment: 'real',
    requestedBy: 'bench',
    request: usualRequest,
    zero,
    configure: {
      ...{ kind: 'configure-answer', sentAt: zero, answeredAt, outcome: 'accepted', status: 200, jobId: id },
      detail: `{"status":"","job_id":"${id}"}`,
      reattached: false,
    },
    job: { id },
    limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 },
    timeoutMs: LONGEST_MS,
  };
}

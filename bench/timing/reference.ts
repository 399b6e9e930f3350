import { NAMESPACE } from '#lab/world/objects.ts';
import type { World } from '#lab/world/world.ts';
import type { Clock } from '#lib/clock.ts';
import type { Dated } from './dated.ts';

const METADATA_MS = 100;
const PODS_MS = 500;

/** The loops of the seeds, beside the bot: metadata every 100 ms, pods every 500 ms by three selectors. */
export interface SeedsLoops {
  /** How often Focus Server was asked. */
  readonly requests: () => number;
  /** What they date, ms after `zero`. */
  dated(zero: number): readonly Omit<Dated, 'truth'>[];
}

type Looks = { missed: number; hit?: number };

/** They run until the signal, or have seen all. */
export function beginSeedsLoops(world: World, jobId: string, clock: Clock, signal: AbortSignal): SeedsLoops {
  const began = clock.now();
  const ready: Looks = { missed: began };
  const created: Looks = { missed: began };
  const started: Looks = { missed: began };
  const podReady: Looks = { missed: began };
  let requests = 0;

  async function metadata(): Promise<void> {
    while (ready.hit === undefined) {
      requests += 1;
      const answer = await fetch(`${world.focusServer.url}/metadata/${jobId}`, { signal });
      await answer.text();
      note(ready, answer.ok, clock.now());
      await clock.sleep(METADATA_MS, signal);
    }
  }

  async function pods(): Promise<void> {
    while (podReady.hit === undefined) {
      const found = await Promise.all(selectors(jobId).map((selector) => podsOf(world, selector, signal)));
      const pod = found.flat().find(({ metadata: { name } }) => name.startsWith(`grpc-job-${jobId}-`));
      const now = clock.now();
      note(created, pod !== undefined, now);
      note(started, pod?.status?.phase === 'Running', now);
      note(podReady, pod?.status?.containerStatuses?.every(({ ready }) => ready) === true, now);
      await clock.sleep(PODS_MS, signal);
    }
  }

  for (const loop of [metadata, pods])
    loop().catch((error) => {
      if (!signal.aborted) throw error;
    });
  return {
    requests: () => requests,
    dated: (zero) => [
      { milestone: 'metadata-answers', ...interval(ready, zero) },
      { milestone: 'pod-created', ...interval(created, zero) },
      { milestone: 'container-started', ...interval(started, zero) },
      { milestone: 'pod-ready', ...interval(podReady, zero) },
    ],
  };
}

function note(looks: Looks, isHit: boolean, now: number): void {
  if (looks.hit !== undefined) return;
  if (isHit) looks.hit = now;
  else looks.missed = now;
}

function interval({ missed, hit }: Looks, zero: number): Pick<Dated, 'earliest' | 'latest'> {
  return hit === undefined ? {} : { earliest: missed - zero, latest: hit - zero };
}

function selectors(jobId: string): readonly string[] {
  return [`job_id=${jobId}`, `app=grpc-job-${jobId}`, `job-name=grpc-job-${jobId}`];
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly phase?: string; readonly containerStatuses?: readonly { readonly ready: boolean }[] };
}

async function podsOf({ kubernetes }: World, selector: string, signal: AbortSignal): Promise<readonly Pod[]> {
  const url = `${kubernetes.url}/api/v1/namespaces/${NAMESPACE}/pods?labelSelector=${encodeURIComponent(selector)}`;
  const answer = await fetch(url, { signal });
  const { items } = (await answer.json()) as { readonly items: readonly Pod[] };
  return items;
}

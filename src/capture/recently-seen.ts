import { jobIdIn } from '#investigation/job-id.ts';
import type { LogLine } from '#investigation/observation.ts';
import type { Clock } from '#lib/clock.ts';
import type { EventObject } from '#probes/kubernetes/objects.ts';
import type { Blindness, FollowedJob } from './followed-job.ts';
import type { Part, SeenPod } from './namespace-watch.ts';

/** What was seen around a short while ago, for jobs that are followed from a moment later on. */
export interface RecentlySeen {
  readonly pods: Iterable<SeenPod>;
  pod(seen: SeenPod): void;
  event(jobId: string, event: EventObject): void;
  backendLine(jobIds: readonly string[], line: LogLine): void;
  blind(part: Part, why: Blindness): void;
  mended(part: Part): void;
  isBlind(part: Part): boolean;
  tell(job: FollowedJob): void;
  /** Nobody looks any more. */
  clear(): void;
}

interface Said<T> {
  readonly at: number;
  readonly jobIds: readonly string[];
  readonly item: T;
}

const RECENT_MS = 60_000;
const MOST = 2_000;

export function createRecentlySeen(clock: Clock): RecentlySeen {
  const pods = new Map<string, SeenPod>();
  const blindFor = new Map<Part, Blindness>();
  const events = createRecent<EventObject>(clock);
  const lines = createRecent<LogLine>(clock);
  return {
    get pods() {
      return [...pods.values()];
    },
    pod: (seen) => {
      if (seen.gone) pods.delete(seen.pod.metadata.uid);
      else pods.set(seen.pod.metadata.uid, seen);
    },
    event: (jobId, event) => events.add([jobId], event),
    backendLine: lines.add,
    blind: (part, why) => void blindFor.set(part, why),
    mended: (part) => void blindFor.delete(part),
    isBlind: (part) => blindFor.has(part),
    tell: (job) => {
      const { jobId } = job.capture;
      for (const [part, why] of blindFor) job.blind(part, why);
      for (const { item, at } of events.of(jobId)) job.event(item, at);
      for (const { item, at } of lines.of(jobId)) job.backendLine(item, at);
      for (const seen of pods.values()) if (jobIdIn(seen.pod.metadata.name) === jobId) job.pod(seen);
    },
    clear: () => {
      pods.clear();
      blindFor.clear();
    },
  };
}

function createRecent<T>(clock: Clock) {
  let said: Said<T>[] = [];
  const forget = () => {
    const from = clock.now() - RECENT_MS;
    said = said.slice(-MOST).filter(({ at }) => at >= from);
  };
  return {
    add: (jobIds: readonly string[], item: T) => {
      said.push({ at: clock.now(), jobIds, item });
      if (said.length > 2 * MOST) forget();
    },
    of: (jobId: string): readonly Said<T>[] => {
      forget();
      return said.filter(({ jobIds }) => jobIds.includes(jobId));
    },
  };
}

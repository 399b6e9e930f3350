import type { CaptureWriter } from '#history/capture-writer.ts';
import type { GapReason, LogLine } from '#investigation/observation.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { eventOf, isAbout } from '#probes/kubernetes/events.ts';
import type { EventObject, Pod } from '#probes/kubernetes/objects.ts';
import { podStateOf } from '#probes/kubernetes/pod-state.ts';
import type { FollowedLine } from '#probes/logs/follow-log.ts';
import { type LogSource, logLine } from '#probes/logs/log-line.ts';
import { logOf } from '#probes/logs/open-log.ts';
import { createRuns, type Run } from '#probes/logs/runs.ts';
import type { Budget } from './buffer.ts';
import { createJobCapture, type JobCapture } from './job-capture.ts';
import { KINDS, type Part, type SeenPod } from './namespace-watch.ts';
import { readRun } from './read-run.ts';
import type { Slots } from './slots.ts';

/** A job that is followed: its pods' logs are read, and all that is seen of it is masked and captured. */
export interface FollowedJob {
  readonly capture: JobCapture;
  /** No log of it is being read. */
  readonly isRead: boolean;
  pod(seen: SeenPod): void;
  event(event: EventObject, at: number): void;
  /** A line of the backend that names the job; masked. */
  backendLine(line: LogLine, at: number): void;
  blind(part: Part, reason: Blindness): void;
  /** Reads no further. */
  stop(): void;
}

export interface Blindness {
  readonly reason: GapReason;
  readonly message: string;
}

export interface FollowedJobOptions {
  readonly jobId: string;
  readonly writer: CaptureWriter;
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly redact: Redactor;
  readonly slots: Slots;
  readonly budget: Budget;
  readonly mostBytes: number;
  /** Hears that logs of jobs cannot be read, and that they can again. */
  onBlind(why: Blindness): void;
  onMended(): void;
}

export function followJob(options: FollowedJobOptions): FollowedJob {
  const { connection, clock, redact, slots, onBlind, onMended } = options;
  const capture = createJobCapture(options);
  const runs = createRuns();
  const stop = new AbortController();
  let reading = 0;

  const gap = (part: Part | 'job-logs', { reason, message }: Blindness) =>
    capture.gap({
      at: clock.now(),
      probe: part,
      kinds: [part === 'job-logs' ? 'log-line' : KINDS[part]],
      reason,
      detail: redact.redact(message),
    });

  async function read(run: Run, from: LogSource): Promise<void> {
    if (slots.areTaken) {
      const message = `${logOf(run)} is read late: as many logs as may be are followed already`;
      gap('job-logs', { reason: 'cut-short', message });
    }
    const onLine = ({ at, ...written }: FollowedLine) => {
      const line = logLine(written, from, capture.names);
      if (!capture.has(line)) capture.line(line, at);
    };
    const blind = (why: Blindness) => {
      gap('job-logs', why);
      onBlind(why);
    };
    const { signal } = stop;
    const reading = { connection, clock, signal, run, redactor: redact, onLine, onBlind: blind, onMended };
    await slots.use(() => readRun(reading), signal);
  }

  return {
    capture,
    get isRead() {
      return reading === 0;
    },
    pod: ({ pod, terminating, gone }) => {
      const source = capture.names.roleOfPod(pod.metadata.name);
      const state = source && podStateOf(pod, source, gone);
      if (!state) return;
      capture.pod(redact.redactDeep(state), lifeOf(pod), terminating);
      for (const run of runs.news(pod, gone)) {
        reading += 1;
        const over = () => {
          reading -= 1;
        };
        void read(run, { source, pod: run.pod, container: run.container }).finally(over);
      }
    },
    event: (event, at) => {
      if (!isAbout(capture.names, event)) return;
      // Masked before its message is cut.
      const fact = eventOf(redact.redactDeep(event));
      if (fact) capture.event(fact, at);
    },
    backendLine: (line, at) => {
      if (!capture.has(line)) capture.line(line, at);
    },
    blind: gap,
    stop: () => stop.abort(),
  };
}

/** The life that a pod belongs to, as far as the pod itself tells. */
export function lifeOf({ metadata: { uid, labels, creationTimestamp } }: Pod) {
  const maker = labels['controller-uid'] ?? labels['batch.kubernetes.io/controller-uid'];
  return {
    id: uid,
    uids: maker === undefined ? [uid] : [uid, maker],
    ...(creationTimestamp !== undefined && { born: creationTimestamp }),
  };
}

import { counted } from '#lib/counted.ts';
import { joinWords } from '#lib/join-words.ts';
import { tellingLine } from './log-entry.ts';
import type {
  BotStall,
  ContainerState,
  ControlAnswer,
  ControlJob,
  Fact,
  FactKind,
  FactOf,
  PodState,
} from './observation.ts';
import { seconds } from './say.ts';

/** What a kind of fact is called in sentences, who says it, and one of them in words, for people who ask for the proof. */
type Kinds = {
  readonly [K in FactKind]: { readonly name: string; readonly speaker: string; words(fact: FactOf<K>): string };
};

const kinds: Kinds = {
  'configure-answer': {
    name: 'configure',
    speaker: 'Focus Server',
    words: ({ outcome, status, jobId, detail }) =>
      `POST /configure: ${outcome}${withStatus(status)}${jobId ? `, job ${jobId}` : `: ${detail}`}`,
  },
  'metadata-answer': {
    name: 'metadata',
    speaker: 'Focus Server',
    words: ({ answer, status, detail }) =>
      `GET /metadata: ${answer}${withStatus(status)}${answer === 'ready' ? '' : ` ${detail}`}`,
  },
  'ack-answer': {
    name: 'the health endpoint',
    speaker: 'Focus Server',
    words: ({ ok, status, detail }) =>
      ok ? `GET /ack answered${withStatus(status)}` : `GET /ack failed${withStatus(status)}: ${detail}`,
  },
  'live-metadata': {
    name: 'live metadata',
    speaker: 'Focus Server',
    words: ({ ready, prr }) => `GET /live_metadata: ${ready ? 'ready' : 'not ready'}, prr ${prr ?? 'missing'}`,
  },
  'channel-range': {
    name: 'the channel range',
    speaker: 'Focus Server',
    words: ({ lowest, highest }) => `GET /channels: ${lowest}–${highest}`,
  },
  'route-list': {
    name: 'the list of routes',
    speaker: 'Focus Server',
    words: ({ served, routes }) =>
      served ? `openapi.json lists ${routes.length} routes: ${routes.join(', ')}` : 'openapi.json is not served',
  },
  'pod-state': { name: 'pods', speaker: 'Kubernetes', words: describePod },
  'kubernetes-job-state': {
    name: 'Kubernetes Jobs',
    speaker: 'Kubernetes',
    words: ({ name, exists, active, failed, failure, deleted }) =>
      exists
        ? `Job ${name}: ${active} active, ${failed} failed${failure ? ` (${failure.reason}: ${failure.message})` : ''}${gone(deleted)}`
        : `no Job ${name}${gone(deleted)}`,
  },
  'service-state': {
    name: 'the Service',
    speaker: 'Kubernetes',
    words: ({ name, exists, nodePort, deleted }) =>
      exists ? `Service ${name}, node port ${nodePort ?? 'none'}` : `no Service ${name}${gone(deleted)}`,
  },
  'kubernetes-event': {
    name: 'Kubernetes events',
    speaker: 'Kubernetes',
    words: ({ reason, object, count, message }) =>
      `event ${reason} on ${object.kind} ${object.name}${count > 1 ? ` ×${count}` : ''}: ${message}`,
  },
  'broker-state': {
    name: 'RabbitMQ',
    speaker: 'RabbitMQ',
    words: ({ reachable, via, alarms, detail }) =>
      reachable ? `RabbitMQ answers (${via})${alarmed(alarms)}` : `RabbitMQ unreachable (${via}): ${detail}`,
  },
  'queue-state': {
    name: 'the queue',
    speaker: 'RabbitMQ',
    words: ({ exists, name, consumers, ready, via }) =>
      exists
        ? `queue ${name ?? 'of the job'}: ${howMany(consumers, 'consumer')}, ${howMany(ready, 'message')} ready (${via})`
        : `no queue of this job (${via})`,
  },
  'job-queues': {
    name: 'the queues of jobs',
    speaker: 'RabbitMQ',
    words: ({ queues }) => `${counted(queues.length, 'queue')} of jobs`,
  },
  'database-state': {
    name: 'MongoDB',
    speaker: 'MongoDB',
    words: ({ reachable, collections, detail }) =>
      reachable ? `MongoDB answers, ${collections.length} collections` : `MongoDB unreachable: ${detail}`,
  },
  'job-record': {
    name: 'the job’s documents',
    speaker: 'MongoDB',
    words: ({ found, collection }) => `${found ? 'a' : 'no'} document of the job in ${collection}`,
  },
  'log-line': { name: 'logs', speaker: 'the log', words: ({ pod, text }) => `${pod}: ${tellingLine(text)}` },
  'stream-port': {
    name: 'the stream port',
    speaker: 'the stream port',
    words: ({ open, port, detail }) => (open ? `stream port ${port} accepts` : `stream port ${port} closed: ${detail}`),
  },
  'clock-reading': {
    name: 'clocks',
    speaker: 'a clock',
    words: ({ clock, stamp }) => `clock of ${clock}: ${new Date(stamp).toISOString()}`,
  },
  'control-answer': {
    name: 'the control questions',
    speaker: 'Focus Server',
    words: ({ control, answer, status, detail }) =>
      `GET ${controlPaths[control]}: ${answer}${withStatus(status)} ${detail}`,
  },
  'bot-stall': {
    name: 'the bot’s own pace',
    speaker: 'the bot',
    words: ({ by, delayMs, from, to }) =>
      `the bot could not work for ${seconds(to - from)} (${stalledBy[by]}, delay up to ${seconds(delayMs)})`,
  },
  'environment-parts': {
    name: 'what the environment is made of',
    speaker: 'the environment',
    words: ({ parts, notSeen }) =>
      `the environment is made of ${counted(parts.length, 'part')}${notSeen.length > 0 ? `; not seen: ${joinWords(notSeen.map(({ what }) => what))}` : ''}`,
  },
  'control-job': { name: 'another job to compare with', speaker: 'another job', words: describeControlJob },
};

export const factKinds = Object.keys(kinds) as readonly FactKind[];

/** One fact in words, for people who ask for the proof. */
export function describeFact<K extends FactKind>(fact: FactOf<K>): string {
  return kinds[fact.kind as K].words(fact);
}

/** Who says it: `Kubernetes`. */
export function speakerOf({ kind }: Fact): string {
  return kinds[kind].speaker;
}

const stalledBy: Readonly<Record<BotStall['by'], string>> = {
  'event-loop': 'its process was kept from running',
  'cpu-throttled': 'its container was held by its CPU limit',
  loopback: 'its own port was slow to answer',
};

const controlPaths: Readonly<Record<ControlAnswer['control'], string>> = {
  'impossible-id': '/metadata of an id that cannot exist',
  'impossible-route': 'of a route that cannot exist',
};

function describeControlJob({ others, jobId, ...seen }: ControlJob): string {
  if (jobId === undefined)
    return others === 0 ? 'no other job lives' : `${counted(others, 'other job')}, none to compare with`;
  const { metadata, labels, records = {}, consumers, streamOpen } = seen;
  const parts = [
    ...(metadata === undefined ? [] : [`metadata ${metadata}`]),
    ...(labels ? [`label job_id ${Object.hasOwn(labels, 'job_id') ? 'present' : 'absent'}`] : []),
    ...Object.entries(records).map(([collection, found]) => `${found ? 'a' : 'no'} document in ${collection}`),
    ...(consumers === undefined ? [] : [counted(consumers, 'consumer')]),
    ...(streamOpen === undefined ? [] : [`stream port ${streamOpen ? 'accepts' : 'closed'}`]),
  ];
  return `another job, ${jobId}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

function describePod(pod: PodState): string {
  if (pod.deleted) return `pod ${pod.name} was deleted`;
  const where = pod.node ? ` on ${pod.node}` : '';
  const reasons = pod.containers.flatMap((container) => describeContainer(container));
  const conditions = (pod.conditions ?? []).map(
    ({ type, status, reason }) => `${type} ${status}${reason ? ` (${reason})` : ''}`,
  );
  const why = [...(pod.unschedulable ? [pod.unschedulable] : []), ...ownWords(pod), ...reasons, ...conditions];
  return `pod ${pod.name} ${pod.phase}, ${pod.ready ? 'Ready' : 'not Ready'}${where}${why.length > 0 ? `: ${why.join('; ')}` : ''}`;
}

/** `Evicted: The node was low on resource: memory`. */
function ownWords({ reason, message }: PodState): readonly string[] {
  const words = [reason, message].filter((word) => word !== undefined);
  return words.length > 0 ? [words.join(': ')] : [];
}

function describeContainer({ state, reason, exitCode, restarts, name }: ContainerState): readonly string[] {
  const parts = [
    ...(state === 'running' || !reason ? [] : [`${name} ${reason}`]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(restarts > 0 ? [counted(restarts, 'restart')] : []),
  ];
  return parts.length > 0 ? [parts.join(', ')] : [];
}

function howMany(count: number | undefined, noun: string): string {
  return count === undefined ? `unknown ${noun}s` : counted(count, noun);
}

function withStatus(code: number | undefined): string {
  return code === undefined ? '' : ` ${code}`;
}

function gone(deleted: boolean): string {
  return deleted ? ' (deleted)' : '';
}

function alarmed(active: readonly string[]): string {
  return active.length > 0 ? `, alarm: ${active.join(', ')}` : '';
}

/** `RabbitMQ and the queue`. */
export function namedKinds(of: readonly FactKind[]): string {
  // A clock is read beside something else that was looked at.
  const told = of.length > 1 ? of.filter((kind) => kind !== 'clock-reading') : of;
  return joinWords(told.map((kind) => kinds[kind].name));
}

import type { ContainerState, ControlAnswer, ControlJob, Fact, FactKind, PodState } from '../observation.ts';

/** One fact in words, for people who ask for the proof. */
export function describeFact(fact: Fact): string {
  switch (fact.kind) {
    case 'configure-answer':
      return `POST /configure: ${fact.outcome}${status(fact.status)}${fact.jobId ? `, job ${fact.jobId}` : `: ${fact.detail}`}`;
    case 'metadata-answer':
      return `GET /metadata: ${fact.answer}${status(fact.status)}${fact.answer === 'ready' ? '' : ` ${fact.detail}`}`;
    case 'ack-answer':
      return fact.ok
        ? `GET /ack answered${status(fact.status)}`
        : `GET /ack failed${status(fact.status)}: ${fact.detail}`;
    case 'live-metadata':
      return `GET /live_metadata: ${fact.ready ? 'ready' : 'not ready'}, prr ${fact.prr ?? 'missing'}`;
    case 'channel-range':
      return `GET /channels: ${fact.lowest}–${fact.highest}`;
    case 'route-list':
      return fact.served
        ? `openapi.json lists ${fact.routes.length} routes: ${fact.routes.join(', ')}`
        : 'openapi.json is not served';
    case 'pod-state':
      return describePod(fact);
    case 'kubernetes-job-state':
      return fact.exists
        ? `Job ${fact.name}: ${fact.active} active, ${fact.failed} failed${gone(fact.deleted)}`
        : `no Job ${fact.name}${gone(fact.deleted)}`;
    case 'service-state':
      return fact.exists
        ? `Service ${fact.name}, node port ${fact.nodePort ?? 'none'}`
        : `no Service ${fact.name}${gone(fact.deleted)}`;
    case 'kubernetes-event':
      return `event ${fact.reason} on ${fact.object.kind} ${fact.object.name}${fact.count > 1 ? ` ×${fact.count}` : ''}: ${fact.message}`;
    case 'broker-state':
      return fact.reachable
        ? `RabbitMQ answers (${fact.via})${alarms(fact.alarms)}`
        : `RabbitMQ unreachable (${fact.via}): ${fact.detail}`;
    case 'queue-state':
      return fact.exists
        ? `queue ${fact.name ?? 'of the job'}: ${fact.consumers} consumers, ${fact.ready} messages ready (${fact.via})`
        : `no queue of this job (${fact.via})`;
    case 'database-state':
      return fact.reachable
        ? `MongoDB answers, ${fact.collections.length} collections`
        : `MongoDB unreachable: ${fact.detail}`;
    case 'job-record':
      return fact.found
        ? `a document of the job in ${fact.collection}`
        : `no document of the job in ${fact.collection}`;
    case 'log-line':
      return `${fact.pod}: ${fact.text}`;
    case 'stream-port':
      return fact.open ? `stream port ${fact.port} accepts` : `stream port ${fact.port} closed: ${fact.detail}`;
    case 'clock-reading':
      return `clock of ${fact.clock}: ${new Date(fact.stamp).toISOString()}`;
    case 'control-answer':
      return `GET ${controlPaths[fact.control]}: ${fact.answer}${status(fact.status)} ${fact.detail}`;
    case 'control-job':
      return describeControlJob(fact);
  }
}

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

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function describePod(pod: PodState): string {
  if (pod.deleted) return `pod ${pod.name} was deleted`;
  const where = pod.node ? ` on ${pod.node}` : '';
  const reasons = pod.containers.flatMap((container) => describeContainer(container));
  const why = [...(pod.unschedulable ? [pod.unschedulable] : []), ...reasons];
  return `pod ${pod.name} ${pod.phase}, ${pod.ready ? 'Ready' : 'not Ready'}${where}${why.length > 0 ? `: ${why.join('; ')}` : ''}`;
}

function describeContainer({ state, reason, exitCode, restarts, name }: ContainerState): readonly string[] {
  const parts = [
    ...(state === 'running' || !reason ? [] : [`${name} ${reason}`]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(restarts > 0 ? [`${restarts} restarts`] : []),
  ];
  return parts.length > 0 ? [parts.join(', ')] : [];
}

function status(code: number | undefined): string {
  return code === undefined ? '' : ` ${code}`;
}

function gone(deleted: boolean): string {
  return deleted ? ' (deleted)' : '';
}

function alarms(active: readonly string[]): string {
  return active.length > 0 ? `, alarm: ${active.join(', ')}` : '';
}

/** What each kind of fact is about, for sentences. */
export const kindWords: Readonly<Record<FactKind, string>> = {
  'configure-answer': 'configure',
  'metadata-answer': 'metadata',
  'ack-answer': 'the health endpoint',
  'live-metadata': 'live metadata',
  'channel-range': 'the channel range',
  'route-list': 'the list of routes',
  'pod-state': 'pods',
  'kubernetes-job-state': 'Kubernetes Jobs',
  'service-state': 'the Service',
  'kubernetes-event': 'Kubernetes events',
  'broker-state': 'RabbitMQ',
  'queue-state': 'the queue',
  'database-state': 'MongoDB',
  'job-record': 'the job’s documents',
  'log-line': 'logs',
  'stream-port': 'the stream port',
  'clock-reading': 'clocks',
  'control-answer': 'the control questions',
  'control-job': 'another job to compare with',
};

/** `RabbitMQ and the queue`. */
export function namedKinds(kinds: readonly FactKind[]): string {
  const words = kinds.map((kind) => kindWords[kind]);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

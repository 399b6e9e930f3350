import type { Random } from '../random.ts';
import type { Fault, JobFault, Stage, VisibilityFault } from '../scenario.ts';
import { type Make, perhaps } from './kubernetes-faults.ts';
import type { Ingredient } from './plan.ts';
import { spell } from './stack-faults.ts';

/** Stages that may take longer than usual, by 0 to 35 s. */
const SLOW_STAGES: readonly Stage[] = ['job', 'pod', 'scheduled', 'started', 'queue', 'consumer', 'metadata', 'stream'];

export function delay(random: Random): Ingredient {
  const stage = pick(random, SLOW_STAGES);
  const byMs = Math.round(random.next() < 0.6 ? random.between(0, 2_000) : random.between(0, 35_000));
  return { id: `late-${stage}`, role: 'delay', faults: [{ kind: 'late', stage, byMs }] };
}

export function slowConfigure(random: Random): Ingredient {
  const takesMs = Math.round(random.between(300, 8_000));
  return { id: 'late-configure', role: 'delay', faults: [{ kind: 'configure', takesMs }] };
}

/** Jobs of other people: of the same fate where this world has one, well, gone meanwhile, or of a fate of their own. */
export function neighbour(random: Random, faults: readonly Ingredient[]): Ingredient {
  const same = faults.flatMap(({ neighbours = [] }) => neighbours);
  const forced = faults.filter(({ everybody }) => everybody).flatMap(({ neighbours = [] }) => neighbours);
  const count = 1 + Math.floor(random.next() * 3);
  const fate = pick(random, ['same', 'well', 'gone', 'own'] as const);
  const of = { same, well: forced, gone: forced, own: [...forced, pick(random, OWN_FATES)] }[fate];
  const goInMs = fate === 'gone' ? { goInMs: Math.round(random.between(500, 20_000)) } : {};
  return { id: `neighbour-${fate}`, role: 'neighbour', faults: [{ kind: 'other-jobs', count, faults: of, ...goInMs }] };
}

const OWN_FATES: readonly JobFault[] = [
  { kind: 'never', stage: 'consumer' },
  { kind: 'ends', after: 'started', inMs: 400, reason: 'OOMKilled', exitCode: 137, lines: [] },
  {
    kind: 'container-held',
    reason: 'CreateContainerConfigError',
    message: 'secret "x" not found',
    event: { reason: 'Failed', message: 'Error: secret "x" not found' },
  },
];

/** Errors that are there every day and explain nothing. */
export const noises: readonly Make[] = [
  (random) =>
    noise('noise-backend', 'backend', random, [
      'ERROR pz.focus_server could not send statistics to graphite:2003: timed out',
      'WARNING pz.focus_server image baby-analyzer:2.4.1 is not the newest one',
    ]),
  (random) =>
    noise('noise-traceback', 'backend', random, [
      'ERROR pz.focus_server cannot rotate thumbnails',
      'Traceback (most recent call last):',
      '  File "/app/focus_server/thumbnails.py", line 88, in rotate',
      'FileNotFoundError: [Errno 2] No such file or directory: thumbnails',
    ]),
  (random) =>
    noise('noise-analyzer', 'grpc', random, [
      'WARNING pz.baby_analyzer CUDA: falling back to PTX for sm_86',
      'INFO pz.baby_analyzer self test: 0 errors, error=null',
    ]),
  (random) => noise('noise-json', 'grpc', random, ['{"level":30,"msg":"retry failed to be needed","error":null}']),
  () => ({ id: 'leaked-queue', role: 'noise', faults: [{ kind: 'leaked-queue', of: 'shorter-id', ready: 57 }] }),
  () => ({ id: 'old-documents', role: 'noise', faults: [{ kind: 'job-documents', of: 'old-jobs' }] }),
  () => ({ id: 'every-document', role: 'noise', faults: [{ kind: 'job-documents', of: 'every-job' }] }),
  () => ({ id: 'labels', role: 'noise', faults: [{ kind: 'labels' }] }),
];

function noise(id: string, from: 'backend' | 'grpc', random: Random, lines: readonly string[]): Ingredient {
  const after = from === 'grpc' ? 'started' : 'configured';
  const everyMs = Math.round(random.between(1_500, 8_000));
  return { id, role: 'noise', faults: [{ kind: 'log', from, after, lines, everyMs }] };
}

interface Blinding {
  readonly id: string;
  readonly fault: VisibilityFault;
  /** What may be said of it. */
  readonly ids: readonly string[];
}

const denied = (resource: string): Blinding => ({
  id: `denied-${resource.replace('/', '-')}`,
  fault: { kind: 'denied', resource },
  ids: ['kubernetes-denied'],
});

const blindings: readonly Blinding[] = [
  ...['pods', 'jobs', 'services', 'events', 'pods/log'].map(denied),
  {
    id: 'kubernetes-hangs',
    fault: { kind: 'unseen', part: 'kubernetes', how: 'hangs' },
    ids: ['kubernetes-unreachable'],
  },
  {
    id: 'kubernetes-drops',
    fault: { kind: 'unseen', part: 'kubernetes', how: 'refused' },
    ids: ['kubernetes-unreachable'],
  },
  { id: 'rabbitmq-hangs', fault: { kind: 'unseen', part: 'rabbitmq', how: 'hangs' }, ids: [] },
  { id: 'mongodb-hangs', fault: { kind: 'unseen', part: 'mongodb', how: 'hangs' }, ids: [] },
  { id: 'management-down', fault: { kind: 'management-down' }, ids: ['rabbitmq-management-absent'] },
  { id: 'statistics-off', fault: { kind: 'statistics-off' }, ids: [] },
  { id: 'logs-failing', fault: { kind: 'logs-gone', how: 'failing' }, ids: [] },
  { id: 'logs-empty', fault: { kind: 'logs-gone', how: 'empty' }, ids: [] },
  { id: 'events-dropped', fault: { kind: 'events-dropped' }, ids: [] },
  { id: 'no-kubernetes', fault: { kind: 'not-configured', part: 'kubernetes' }, ids: [] },
  { id: 'no-rabbitmq', fault: { kind: 'not-configured', part: 'rabbitmq' }, ids: [] },
  { id: 'no-mongodb', fault: { kind: 'not-configured', part: 'mongodb' }, ids: [] },
];

/** Any probe, all along or for a stretch, which may be short. What is not configured is so all along. */
export function blindness(random: Random): Ingredient {
  const { id, fault, ids } = pick(random, blindings);
  const what = { id: `blind-${id}`, role: 'blindness' as const, right: { ids } };
  if (fault.kind === 'not-configured' || random.next() < 0.4) return { ...what, faults: [fault] };
  const fromMs = perhaps(random, 0.8, () => Math.round(random.between(100, 25_000)));
  const lastsMs = random.next() < 0.4 ? random.between(200, 1_500) : random.between(1_500, 15_000);
  const untilMs = perhaps(random, 0.7, () => Math.round((fromMs ?? 0) + lastsMs));
  return { ...what, id: `${what.id}-stretch`, faults: [spell(fault, fromMs, untilMs)] };
}

/** Answers that come late, though they come. */
export function slowAnswers(random: Random): Ingredient {
  const byMs = Math.round(random.next() < 0.7 ? random.between(30, 400) : random.between(400, 2_500));
  const fault: Fault = { kind: 'slow-answers', byMs };
  return { id: 'slow-answers', role: 'way', faults: [fault] };
}

export function pick<T>(random: Random, of: readonly T[]): T {
  const one = of[Math.floor(random.next() * of.length)];
  if (one === undefined) throw new RangeError('there is nothing to pick from');
  return one;
}

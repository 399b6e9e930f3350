import type { JobRow, Leak } from '../jobs-report.ts';
import { ageWords } from './age.ts';
import type { FoundLeak } from './leaks.ts';
import type { Scene } from './scene.ts';

interface Found {
  readonly environment: string;
  readonly rows: readonly JobRow[];
  readonly leaks: readonly FoundLeak[];
}

const MOST_NAMED = 3;
const LONGEST_WHY = 160;

/** The answer in one sentence: `3 jobs live in staging, 1 is unwell: 19-7 (no queue); 12 queues leaked, the oldest 28 h ago`. */
export function headlineOf({ environment, rows, leaks }: Found, scene: Scene): string {
  const living = livingWords(environment, rows, scene);
  const left = leakWords(leaks, scene);
  return left === '' ? living : `${living}; ${left}`;
}

function livingWords(environment: string, rows: readonly JobRow[], { sees }: Scene): string {
  const seesAll = sees('pod-state');
  if (rows.length === 0)
    return seesAll ? `No job lives in ${environment}` : `Which jobs live in ${environment} could not be seen`;
  const number = `${seesAll ? '' : 'At least '}${rows.length}`;
  const living = `${number} ${rows.length === 1 ? 'job lives' : 'jobs live'} in ${environment}`;
  const health = healthWords(rows);
  return `${living}, ${health || (rows.length === 1 ? 'and it is well' : 'all of them well')}`;
}

/** What is not well, the unwell named; nothing where all are well. */
function healthWords(rows: readonly JobRow[]): string {
  const those = (health: JobRow['health']) => rows.filter((row) => row.health === health);
  const [unwell, unclear, starting, ending] = [those('unwell'), those('unclear'), those('starting'), those('ending')];
  const others = [
    count(unclear, 'cannot be judged', 'cannot be judged'),
    count(starting, 'is starting', 'are starting'),
    count(ending, 'is ending', 'are ending'),
  ];
  const named = unwell.length === 0 ? '' : `${count(unwell, 'is unwell', 'are unwell')}: ${named3(unwell)}`;
  return [...others, named].filter((words) => words !== '').join(', ');
}

function count(rows: readonly JobRow[], one: string, many: string): string {
  if (rows.length === 0) return '';
  return `${rows.length} ${rows.length === 1 ? one : many}`;
}

function named3(unwell: readonly JobRow[]): string {
  const names = unwell
    .slice(0, MOST_NAMED)
    .map(({ jobId, why }) => (why === undefined ? jobId : `${jobId} (${cut(why)})`));
  const more = unwell.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function cut(why: string): string {
  return why.length <= LONGEST_WHY ? why : `${why.slice(0, LONGEST_WHY - 1).toWellFormed()}…`;
}

const KINDS: readonly (readonly [Leak['kind'], string, string])[] = [
  ['old-pending-pod', 'Pending pod', 'Pending pods'],
  ['service-without-job', 'Service', 'Services'],
  ['job-without-pods', 'Kubernetes Job', 'Kubernetes Jobs'],
  ['queue-without-pods', 'queue', 'queues'],
];

/** `2 Services and 12 queues leaked, the oldest 28 h ago`; that nothing leaked is said only where all was seen. */
function leakWords(leaks: readonly FoundLeak[], scene: Scene): string {
  const parts = KINDS.flatMap(([kind, one, many]) => {
    const found = leaks.filter((leak) => leak.kind === kind).length;
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`];
  });
  if (parts.length === 0) return seesAll(scene) ? 'nothing leaked' : '';
  const ages = leaks.flatMap(({ ageMs }) => ageMs ?? []);
  const oldest = ages.length === 0 ? '' : `, ${leaks.length === 1 ? '' : 'the oldest '}${ageWords(maximum(ages))} ago`;
  return `${parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`} leaked${oldest}`;
}

function seesAll({ sees }: Scene): boolean {
  return sees('pod-state') && sees('kubernetes-job-state') && sees('service-state') && sees('queue-state');
}

/** Of thousands: a call with so many arguments would be too long. */
function maximum(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

import { watchBirths } from '#capture/job-births.ts';
import type { Subject } from '#investigation/subject.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { watchedJob } from '#lookups/find-job.ts';
import type { MatrixCase } from '../diagnosis/matrix/case.ts';
import { type InWorld, type Played, type PlayOptions, playWorld, requestOf } from '../diagnosis/matrix/play.ts';
import { vary } from '../diagnosis/matrix/vary.ts';

/** Nothing is watched where nobody gets a job, or Kubernetes never has it. */
export class NoBirthError extends Error {}

/** Its Kubernetes Job is made within a second or two. */
const BORN_WITHIN_MS = 8_000;
/** The first list is answered by then. */
const LISTED_MS = 500;

/** The same case as the diagnosis bench plays, its job configured by somebody, and seen as a watching bot sees it. */
export function playWatched(one: MatrixCase, { seed, speed }: PlayOptions): Promise<Played> {
  const faults = vary(one.faults, seed);
  return playWorld({ id: one.id, faults, seed, speed }, (inWorld) => subjectOf(one, inWorld));
}

async function subjectOf(one: MatrixCase, { world, stack, clock, signal }: InWorld): Promise<Subject> {
  const { kubernetes: connection, environment } = stack;
  if (!connection) throw new NoBirthError('there is no Kubernetes to watch');
  const seen = new AbortController();
  const born = Promise.withResolvers<number>();
  let id: string | undefined;
  const births = new Map<string, number>();
  const onBirth = (birth: { readonly jobId: string; readonly bornAt: number }) => {
    births.set(birth.jobId, birth.bornAt);
    if (birth.jobId === id) born.resolve(birth.bornAt);
  };
  const watching = watchBirths({
    ...{ connection, clock, signal: AbortSignal.any([signal, seen.signal]), atLeisure: () => true, onBirth },
    onBlind: () => {},
    onMended: () => {},
  });
  try {
    await clock.sleep(LISTED_MS, signal);
    id = await somebodyConfigures(world.focusServer.url, requestOf(one.request, clock)).catch(() => undefined);
    if (id === undefined) throw new NoBirthError('nobody got a job');
    const known = births.get(id);
    if (known !== undefined) born.resolve(known);
    const late = clock.sleep(BORN_WITHIN_MS, signal).then(() => {
      throw new NoBirthError('Kubernetes never had its Job');
    });
    late.catch(() => {});
    const bornAt = await Promise.race([born.promise, late]);
    const asked = { investigation: one.id, environment: environment.name, jobId: id, bornAt };
    return watchedJob(asked, environment.limits, clock.now());
  } finally {
    seen.abort();
    await watching;
  }
}

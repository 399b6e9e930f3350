import type { Fault } from '#lab/scenario.ts';
import { healthy } from './build.ts';
import type { MatrixCase } from './case.ts';
import { absentAsAlways, anotherJobFails, type Herring, leakedQueue, unrelatedErrors } from './herrings.ts';
import { streaming } from './shorthand.ts';
import { eventsDropped, logsEmpty, logsGone, noMongodb, onlyFocusServer, watchDenied } from './story.ts';

const fine = { cause: 'none', faults: [], verdicts: ['healthy'], blindings: [] } as const;

function noise(...herrings: readonly Herring[]): readonly Fault[] {
  return herrings.flatMap((herring) => herring.faults(fine));
}

/** Level 0: nothing is wrong with the job, whatever it looks like around it. */
export const healthyCases: readonly MatrixCase[] = [
  healthy('plain', []),
  healthy('historic', [], { request: 'historic' }),
  healthy('somebody-elses', [streaming], { subject: 'found' }),
  healthy('late-consumer', [{ kind: 'late', stage: 'consumer', byMs: 900 }]),
  healthy('late-pod', [{ kind: 'late', stage: 'started', byMs: 900 }]),
  healthy('slow-answers', [{ kind: 'slow-answers', byMs: 250 }]),
  healthy('late-stream', [{ kind: 'late', stage: 'stream', byMs: 9_000 }]),
  healthy('many-others', [{ kind: 'other-jobs', count: 8, faults: [] }]),
  healthy('unrelated-errors', noise(unrelatedErrors)),
  healthy('another-job-fails', noise(anotherJobFails)),
  healthy('leaked-queue', noise(leakedQueue)),
  healthy('leaked-queue-of-the-same-id', [{ kind: 'leaked-queue', of: 'same-id', ready: 31 }]),
  healthy('label-and-record-absent', noise(absentAsAlways)),
  healthy('label-and-record-present', [{ kind: 'labels' }, { kind: 'job-documents', of: 'every-job' }, streaming]),
  healthy('everything-noisy', noise(unrelatedErrors, anotherJobFails, leakedQueue, absentAsAlways)),
  healthy('messages', [{ kind: 'messages', perSecond: 30 }]),
  healthy('logs-denied', [...watchDenied.faults]),
  healthy('logs-gone', logsGone.faults),
  healthy('logs-empty', logsEmpty.faults),
  healthy('events-dropped', eventsDropped.faults),
  healthy('mongodb-not-configured', noMongodb.faults),
  healthy('only-focus-server', onlyFocusServer.faults),
];

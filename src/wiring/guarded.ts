import type { Act } from '#access/access.ts';
import type { Deed, Door } from '#access/door.ts';
import type { Check } from '#checks/check.ts';
import type { AskedLookup, LookupKind } from '#lookups/question.ts';
import type { Cancelling, UnderWay } from '#queue/under-way.ts';
import type { IncidentFormTools, IncidentTools, PersonEvent } from '#slack/actions/acknowledge.ts';
import type { LogsTools, ReportOf } from '#slack/actions/logs.ts';
import type { LookUp } from '#slack/commands/look-up.ts';
import type { Enqueue } from '#slack/commands/stored.ts';
import type { NoteModalTools } from '#slack/views/note.ts';
import type { OpenTimingFormTools } from '#slack/views/timing-form.ts';
import type { AskWhichJobTools } from '#slack/views/which-job.ts';

/** All by which people reach what the bot does and knows. */
export interface Reach
  extends LogsTools,
    Pick<IncidentTools, 'record' | 'incidentOf'>,
    Pick<NoteModalTools, 'keepNote'> {
  readonly enqueue: Enqueue;
  readonly lookUp: LookUp;
  /** Ends what waits or runs, or takes one of several who wait for it off. */
  end(which: UnderWay, user: string): Promise<Cancelling>;
  readonly reportOf: ReportOf;
}

export interface GuardTools {
  readonly door: Door;
  readonly environments: readonly string[];
  checkOf(name: string): Pick<Check, 'environment'> | undefined;
}

/** Whether a form may be shown, and for what: who may not send it off is told when they ask for it. */
export type Forms = Pick<OpenTimingFormTools, 'mayStart'> &
  Pick<IncidentFormTools, 'mayRecord'> &
  Pick<AskWhichJobTools, 'mayLook'>;

/** The same, behind the door: an id in a button or form is no key to an environment. */
export function guarded(reach: Reach, { door, environments, checkOf }: GuardTools): Reach & Forms {
  const of = (act: Act, places: readonly string[], on: string): Deed => ({ act, environments: places, on });
  /** Of a check that is gone nobody knows where it was: then it has to be allowed everywhere. */
  const placesOfCheck = (check: string) => {
    const known = checkOf(check);
    return known ? [known.environment] : environments;
  };

  async function placesOfEvent(event: PersonEvent): Promise<readonly string[]> {
    if ('check' in event) return placesOfCheck(event.check);
    const incident = await reach.incidentOf(event.incident);
    return incident ? [incident.environment] : environments;
  }

  /** What is asked of no environment alone shows all of them. */
  function placesOf(lookup: AskedLookup, asked: string): readonly string[] {
    switch (lookup.kind) {
      case 'checks':
        return environments;
      case 'history': {
        const { environment, check } = lookup.query;
        if (environment !== undefined) return [environment];
        return check === undefined ? environments : placesOfCheck(check);
      }
      case 'accuracy':
        return lookup.environment === undefined ? environments : [lookup.environment];
      default:
        return [asked];
    }
  }

  return {
    enqueue: (asked) =>
      door.through(of('timing', [asked.environment], asked.check?.name ?? 'a new job'), () => reach.enqueue(asked)),
    lookUp: (asked) =>
      door.through(
        of(ACTS[asked.lookup.kind], placesOf(asked.lookup, asked.environment), subjectOf(asked.lookup)),
        () => reach.lookUp(asked),
      ),
    end: (which, user) =>
      door.through({ ...of('cancel', [which.environment], `${which.what} ${which.id}`), owners: which.askers }, () =>
        reach.end(which, user),
      ),
    async reportOf(investigation) {
      const report = await reach.reportOf(investigation);
      return report && door.through(of('look', [report.environment], investigation), async () => report);
    },
    async evidenceOf(investigation) {
      const evidence = await reach.evidenceOf(investigation);
      return evidence && door.through(of('logs', [evidence.subject.environment], investigation), async () => evidence);
    },
    async incidentOf(id) {
      const incident = await reach.incidentOf(id);
      return incident && door.through(of('look', [incident.environment], `incident ${id}`), async () => incident);
    },
    async record(event) {
      const subject = 'check' in event ? event.check : event.incident;
      await door.through(of(actOf(event.kind), await placesOfEvent(event), `${event.kind} ${subject}`), () =>
        reach.record(event),
      );
    },
    keepNote: reach.keepNote,
    mayStart: async (environment) => void (await door.among(of('timing', [environment], 'a new job'))),
    mayRecord: async (kind, { id, environment }) =>
      void (await door.among(of(actOf(kind), [environment], `${kind} ${id}`))),
    mayLook: (places) => door.among(of('look', places, 'a job')),
  };
}

function actOf(kind: PersonEvent['kind']): Act {
  return kind === 'acknowledge' || kind === 'note' ? 'acknowledge' : 'checks';
}

const ACTS: Readonly<Record<LookupKind, Act>> = {
  status: 'look',
  jobs: 'look',
  job: 'look',
  checks: 'look',
  history: 'look',
  accuracy: 'look',
  trend: 'look',
  diff: 'look',
  opinion: 'look',
  doctor: 'doctor',
  logs: 'logs',
  bundle: 'evidence',
  'recorded-run': 'evidence',
  series: 'timing',
};

function subjectOf(lookup: AskedLookup): string {
  switch (lookup.kind) {
    case 'job':
      return `job ${lookup.jobId}`;
    case 'logs':
      return `logs ${lookup.request.jobId}`;
    case 'bundle':
    case 'recorded-run':
    case 'opinion':
      return `${lookup.kind} ${lookup.investigation}`;
    case 'diff':
      return `diff ${lookup.runs.join(' ')}`;
    case 'series':
      return `${lookup.runs} new jobs`;
    default:
      return lookup.kind;
  }
}

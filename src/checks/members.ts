import { changed, type Incident, type Member, type RunResult } from './book.ts';
import { NOT_DETERMINED } from './judge-timing.ts';
import { addNews, addNotice } from './notices.ts';

const MOST_CAUSES = 20;

/** What a failing or blind run, or a tick without one, says about the trouble of a check. */
export interface Trouble extends Pick<RunResult, 'headline' | 'nextStep' | 'investigation' | 'jobId'> {
  readonly check: string;
  /** Of the run or the tick. */
  readonly id: string;
  /** When the first run of it started, ms since the epoch. */
  readonly since: number;
  /** When its newest run started, and when that was known. */
  readonly lastRunAt: number;
  readonly at: number;
  readonly cause: string;
  /** How many runs it is about. */
  readonly runs: number;
}

export function memberOf({ members }: Incident, check: string): Member | undefined {
  return members.find((member) => member.check === check);
}

export function isUnrecovered({ recoveredAt }: Member): boolean {
  return recoveredAt === undefined;
}

/** The members that say how it is: those with the trouble, or all when it is over. */
export function speaking({ members }: Incident): readonly Member[] {
  const unrecovered = members.filter(isUnrecovered);
  return unrecovered.length > 0 ? unrecovered : members;
}

export function newMember(trouble: Trouble): Member {
  const { check, at, runs, cause } = trouble;
  return { check, joinedAt: at, ...latest(trouble), runs, causes: [cause] };
}

/** One more run of a member, or its return. A cause that it did not have in this incident is news. */
export function noteTrouble(incident: Incident, trouble: Trouble): Incident {
  return tellCause(withTrouble(incident, trouble), memberOf(incident, trouble.check), trouble);
}

/** The same without news. */
export function withTrouble(incident: Incident, trouble: Trouble): Incident {
  const { check, runs, cause } = trouble;
  const members = incident.members.map((member) => {
    if (member.check !== check) return member;
    const { recoveredAt, nextStep, investigation, jobId, ...kept } = member;
    const isLate = recoveredAt === undefined && trouble.lastRunAt < member.lastRunAt;
    return {
      ...(isLate ? member : { ...kept, ...latest(trouble) }),
      runs: member.runs + runs,
      causes: known(member, cause),
    };
  });
  const since = Math.min(incident.since, trouble.since);
  return withDetails(incident, changed(incident, { members, state: 'alerting', since }), trouble);
}

/** The first investigation that any of its checks has is its proof, whenever it comes. */
export function withDetails(before: Incident, after: Incident, { at, investigation }: Trouble): Incident {
  if (investigation === undefined || before.members.some((member) => member.investigation !== undefined)) return after;
  return addNotice(after, 'details', at, { kind: 'details', investigation });
}

function tellCause(incident: Incident, before: Member | undefined, trouble: Trouble): Incident {
  const { check, cause, at, headline } = trouble;
  if (!before || cause === NOT_DETERMINED || known(before, cause) === before.causes) return incident;
  return addNews(incident, `cause:${check}:${cause}`, at, {
    kind: 'cause-changed',
    check,
    from: before.cause,
    to: cause,
    headline,
    ...optional(trouble, ['nextStep', 'investigation']),
  });
}

function known({ causes }: Member, cause: string): readonly string[] {
  return causes.includes(cause) || causes.length >= MOST_CAUSES ? causes : [...causes, cause];
}

function latest(trouble: Trouble) {
  const { cause, headline, lastRunAt } = trouble;
  return { cause, headline, lastRunAt, ...optional(trouble, ['nextStep', 'investigation', 'jobId']) };
}

/** What is there of it; an absent value stays absent. */
export function optional<T, K extends keyof T>(from: T, keys: readonly K[]): { [P in K]?: NonNullable<T[P]> } {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as {
    [P in K]?: NonNullable<T[P]>;
  };
}

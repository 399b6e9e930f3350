import { changed, type Incident, type Member, type RunResult } from './book.ts';
import { NOT_DETERMINED } from './judge-timing.ts';
import { addNews, addNotice, without } from './notices.ts';

const MOST_CAUSES = 20;

/** What a failing or blind run, or a tick without one, says about the trouble of a check. */
export interface Trouble extends Pick<RunResult, 'headline' | 'means' | 'nextStep' | 'investigation' | 'jobId'> {
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
  return tellCause(withTrouble(incident, trouble), incident, trouble);
}

/** The same without news. */
export function withTrouble(incident: Incident, trouble: Trouble): Incident {
  const members = incident.members.map((member) =>
    member.check === trouble.check ? withRun(member, trouble) : member,
  );
  const since = Math.min(incident.since, trouble.since);
  return withProof(changed(incident, { members, state: 'alerting', since }), trouble.at);
}

/** One more run. What the message says stays as it is, unless it came back, or the run has another cause or the first proof. */
function withRun(member: Member, trouble: Trouble): Member {
  const { recoveredAt, nextStep, investigation, jobId, means, ...kept } = member;
  const counted = { runs: member.runs + trouble.runs, causes: known(member, trouble.cause) };
  const isLate = trouble.lastRunAt < member.lastRunAt;
  const isProved = investigation !== undefined || trouble.investigation === undefined;
  const isSaid = trouble.cause === NOT_DETERMINED || (trouble.cause === member.cause && isProved);
  if (recoveredAt === undefined && (isLate || isSaid))
    return { ...member, ...counted, lastRunAt: Math.max(member.lastRunAt, trouble.lastRunAt) };
  return { ...kept, ...latest(trouble), ...counted };
}

/** Who says what is the matter: who noticed it first of those that notice it still. */
export function leadOf({ members }: Incident): Member | undefined {
  return members.find(isUnrecovered) ?? members[0];
}

/** The investigation of what its message says: the lead's, or that of another check that notices the same cause. */
export function proofOf(incident: Incident): string | undefined {
  const lead = leadOf(incident);
  const same = [lead, ...incident.members].filter((member) => member?.cause === lead?.cause);
  return same.find((member) => member?.investigation !== undefined)?.investigation;
}

/** Its thread has the report of the run that its message speaks of. */
export function withProof(incident: Incident, at: number): Incident {
  const investigation = proofOf(incident);
  if (investigation === undefined || investigation === incident.proof) return incident;
  const key = incident.proof === undefined ? 'details' : `details:${investigation}`;
  const news = { kind: 'details', investigation } as const;
  return addNotice({ ...without(incident, ['details']), proof: investigation }, key, at, news);
}

/** A cause that no check had in this incident was taken on by nobody: whoever acknowledged what it was before hears of it. */
function tellCause(incident: Incident, before: Incident, trouble: Trouble): Incident {
  const { check, cause, at } = trouble;
  const member = memberOf(before, check);
  if (!member || cause === NOT_DETERMINED || known(member, cause) === member.causes) return incident;
  const news = { kind: 'cause-changed', check, headline: inFewWords(trouble) } as const;
  const key = `cause:${check}:${cause}`;
  const { acknowledged, escalatedAt, ...open } = incident;
  if (!acknowledged || before.members.some(({ causes }) => causes.includes(cause)))
    return addNews(incident, key, at, news);
  return addNews({ ...open, remindedAt: at }, key, at, { ...news, acknowledgedBefore: acknowledged.by });
}

/** What is the matter, without what differs from run to run. */
export function inFewWords({ means, headline }: Pick<Trouble, 'means' | 'headline'>): string {
  return means ?? headline;
}

function known({ causes }: Member, cause: string): readonly string[] {
  return causes.includes(cause) || causes.length >= MOST_CAUSES ? causes : [...causes, cause];
}

function latest(trouble: Trouble) {
  const { cause, headline, lastRunAt } = trouble;
  return { cause, headline, lastRunAt, ...optional(trouble, ['means', 'nextStep', 'investigation', 'jobId']) };
}

/** What is there of it; an absent value stays absent. */
export function optional<T, K extends keyof T>(from: T, keys: readonly K[]): { [P in K]?: NonNullable<T[P]> } {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as {
    [P in K]?: NonNullable<T[P]>;
  };
}

import type { Note } from '#investigation/past/note.ts';
import type { Check } from './check.ts';

/** All that is known of checks and incidents between two events: plain data, kept in Redis. */
export interface Book {
  readonly version: 1;
  /** By the check's name. */
  readonly checks: Readonly<Record<string, CheckState>>;
  /** By id; those that are over stay as long as they may be reopened or have something to tell. */
  readonly incidents: Readonly<Record<string, Incident>>;
}

/** ok → suspicious → alerting → recovering → ok. */
export type CheckPhase = 'ok' | 'suspicious' | 'alerting' | 'recovering';

export interface CheckState {
  readonly phase: CheckPhase;
  /** The last runs and ticks without one, the oldest first; at most 20. */
  readonly marks: readonly Mark[];
  /** Since when nothing conclusive is known of the stack; absent while it can be seen. ms since the epoch */
  readonly blindSince?: number;
  /** The open incident that this check belongs to, one for failures and one for blindness. */
  readonly failing?: string;
  readonly blind?: string;
  readonly paused?: Pause & { readonly isReminded?: boolean };
  /** What its channel is to be told of pauses still, in this order. */
  readonly pauseNews?: readonly PauseNews[];
  /** When a run is wanted before the schedule's next tick, to confirm what the last one said. ms since the epoch */
  readonly confirmAt?: number;
}

export interface Pause {
  /** Slack user id. */
  readonly by: string;
  /** ms since the epoch */
  readonly at: number;
  /** When it ends by itself, ms since the epoch; a day after its beginning where absent. */
  readonly until?: number;
}

export type PauseNews =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** It ends by itself in an hour. */
  | { readonly kind: 'ending'; readonly pause: Pause }
  /** By somebody, or by itself. */
  | { readonly kind: 'resumed'; readonly pause: Pause; readonly by?: string };

export interface Mark {
  /** Of a run its id; of a skipped or missed tick the tick's id. What came before is not taken twice. */
  readonly id: string;
  /** ms since the epoch: when the run started, or the tick was. */
  readonly at: number;
  readonly what: Outcome | 'skipped' | 'missed';
  readonly why?: SkipReason;
  readonly cause?: string;
  readonly investigation?: string;
}

export type IncidentKind =
  /** The stack fails. */
  | 'failure'
  /** The bot cannot see whether it does. */
  | 'blindness';

/** One trouble, told in one message of one channel, however many checks notice it. */
export interface Incident {
  /** Letters and digits; unlike any other's. */
  readonly id: string;
  readonly kind: IncidentKind;
  readonly environment: string;
  /** Slack channel id. */
  readonly channel: string;
  /** When its first failing run started. ms since the epoch */
  readonly since: number;
  /** When it was sure. */
  readonly openedAt: number;
  /** The checks that notice it, in the order of joining. */
  readonly members: readonly Member[];
  readonly state: 'alerting' | 'recovering' | 'resolved';
  readonly resolvedAt?: number;
  /** How often it came back after it was resolved. */
  readonly reopened: number;
  readonly acknowledged?: { readonly by: string; readonly at: number };
  readonly snoozed?: Snooze;
  /** What somebody says it was, once it is over. */
  readonly note?: Note;
  /** What happened since it was sure, in its order: what its thread tells. Absent in books of earlier versions. */
  readonly course?: readonly Step[];
  /** The investigation whose report is in its thread, or is about to be: the one that its message speaks of. */
  readonly proof?: string;
  /** When people were last told that it goes on: with the message, when it came back, or with a reminder. */
  readonly remindedAt?: number;
  readonly escalatedAt?: number;
  /** False while it was never told, such as in quiet hours. */
  readonly isTold: boolean;
  /** What has to be told still, in this order. It stays here until Slack has it; what is of later waits for its time. */
  readonly notices: readonly Notice[];
  /** The ways out that hear of it. Absent where its checks name none, and in books of earlier versions. */
  readonly ways?: readonly Way[];
  /** Counts every change that the message shows. */
  readonly revision: number;
  /** The revision that the message shows, as far as is known. */
  readonly shown: number;
}

export interface Member {
  readonly check: string;
  readonly joinedAt: number;
  /** Of the first failing or blind run that had its cause: what the message says stays as it is while the cause does. */
  readonly cause: string;
  readonly headline: string;
  /** As `RunResult.means`. */
  readonly means?: string;
  readonly nextStep?: string;
  readonly investigation?: string;
  readonly jobId?: string;
  /** Failing or blind runs since it joined, with those that made it join. */
  readonly runs: number;
  readonly lastRunAt: number;
  /** Every cause it had in this incident, so that going back and forth is no news. */
  readonly causes: readonly string[];
  readonly recoveredAt?: number;
}

/** Something that happened to an incident. `at`: ms since the epoch. */
export interface Step {
  readonly at: number;
  readonly news:
    | Exclude<News, { readonly kind: 'opened' | 'details' | 'reminder' }>
    /** The note of an earlier end; that of the last one is the incident's own. */
    | ({ readonly kind: 'noted' } & Note);
}

/** A snooze ends by then also where it was to last until the incident is over: who is forgotten is cared for by nobody. */
export const SNOOZE_MS = 24 * 60 * 60_000;

export interface Snooze {
  readonly by: string;
  readonly at: number;
  /** ms since the epoch; where absent until it is over, which `SNOOZE_MS` bounds. */
  readonly until?: number;
  readonly reason?: string;
}

/** One thing to be told about an incident, once. `key` is unlike any other of the incident. */
export interface Notice {
  readonly key: string;
  readonly at: number;
  readonly news: News;
  /** It may be in Slack already: a try began, and nobody has seen its end. */
  readonly tried: boolean;
}

/** A way out by its name in focus.yml, and what it hears of an incident. */
export interface Way {
  readonly name: string;
  /** What it may have heard last: a try began. */
  readonly heard?: CallKind;
  /** What it is still to hear, in this order. Each stays here until it was taken; the first may be under way. */
  readonly calls: readonly Call[];
}

export type CallKind = 'trigger' | 'acknowledge' | 'resolve';

export interface Call {
  /** Unlike that of any other call of the incident that was tried. */
  readonly key: string;
  readonly what: CallKind;
  /** When it was first tried, or until then when it was due. ms since the epoch */
  readonly at: number;
  readonly nextAt: number;
  /** Tries that failed. */
  readonly tries: number;
  /** It may have been heard already: a try began, and nobody has seen its end. */
  readonly tried: boolean;
  /** What came of the last try. */
  readonly why?: string;
}

export type News =
  /** The one message in the channel, and the one in its thread that tells how it goes. */
  | { readonly kind: 'opened' }
  /** The report of the run that the message speaks of: one reply, edited where the message comes to speak of another run. */
  | { readonly kind: 'details'; readonly investigation: string }
  | {
      readonly kind: 'cause-changed';
      readonly check: string;
      readonly headline: string;
      /** Slack user id of who had acknowledged it: that was for another cause, and counts no more. */
      readonly acknowledgedBefore?: string;
    }
  | { readonly kind: 'joined'; readonly check: string; readonly headline: string }
  | { readonly kind: 'reminder'; readonly failingForMs: number; readonly runs: number }
  | {
      readonly kind: 'escalated';
      readonly unacknowledgedForMs: number;
      readonly channel?: string;
      readonly group?: string;
    }
  | { readonly kind: 'acknowledged'; readonly by: string }
  | { readonly kind: 'snoozed'; readonly by: string; readonly until?: number; readonly reason?: string }
  /** The snooze is over, and the incident is not. */
  | { readonly kind: 'woken'; readonly by: string; readonly failingForMs: number; readonly runs: number }
  | { readonly kind: 'reopened'; readonly headline: string }
  | { readonly kind: 'recovered'; readonly afterMs: number; readonly runs: number }
  /** Its check is no longer in focus.yml, so nobody will see its end. */
  | { readonly kind: 'abandoned'; readonly check: string };

/** What changes the book. Every event may be delivered twice; `at` is ms since the epoch. */
export type BookEvent =
  | { readonly kind: 'run'; readonly at: number; readonly result: RunResult }
  | {
      readonly kind: 'skipped';
      readonly at: number;
      readonly check: string;
      readonly tick: string;
      readonly why: SkipReason;
    }
  /** Ticks on which no worker was there to run it: `count` of them, the first at `from`, the last at `to`. */
  | {
      readonly kind: 'missed';
      readonly at: number;
      readonly check: string;
      readonly tick: string;
      readonly from: number;
      readonly to: number;
      readonly count: number;
      /** People heard of it while it lasted, by a message without the book: no incident tells it again. */
      readonly isTold?: boolean;
    }
  | { readonly kind: 'acknowledge'; readonly at: number; readonly incident: string; readonly by: string }
  | {
      readonly kind: 'snooze';
      readonly at: number;
      readonly incident: string;
      readonly by: string;
      readonly until?: number;
      readonly reason?: string;
    }
  | ({ readonly kind: 'note'; readonly incident: string } & Note)
  | ({ readonly kind: 'pause'; readonly check: string } & Pause)
  | { readonly kind: 'resume'; readonly at: number; readonly check: string; readonly by: string }
  /** The channel of a check has this news of the pause that began then. */
  | {
      readonly kind: 'pause-told';
      readonly at: number;
      readonly check: string;
      readonly news: { readonly kind: PauseNews['kind']; readonly pausedAt: number };
    }
  /** A confirming run was handed to the queue: none is wanted any more. */
  | { readonly kind: 'confirming'; readonly at: number; readonly check: string }
  /** A try to tell this notice begins. */
  | { readonly kind: 'telling'; readonly at: number; readonly incident: string; readonly key: string }
  /** Slack has this notice. */
  | { readonly kind: 'told'; readonly at: number; readonly incident: string; readonly key: string }
  /** A try to call this way out begins. */
  | {
      readonly kind: 'calling';
      readonly at: number;
      readonly incident: string;
      readonly way: string;
      readonly key: string;
    }
  /** It has taken the call. */
  | {
      readonly kind: 'called';
      readonly at: number;
      readonly incident: string;
      readonly way: string;
      readonly key: string;
    }
  | {
      readonly kind: 'call-failed';
      readonly at: number;
      readonly incident: string;
      readonly way: string;
      readonly key: string;
      readonly why: string;
      /** How long it asked to be left alone. */
      readonly waitMs?: number;
    }
  /** The message shows this revision. */
  | { readonly kind: 'shown'; readonly at: number; readonly incident: string; readonly revision: number }
  /** Time has passed: reminders, escalation, the end of quiet hours and snoozes. Also tells which checks there are. */
  | { readonly kind: 'time'; readonly at: number };

const FRESH: CheckState = { phase: 'ok', marks: [] };

/** Names come from settings and ids from buttons: one like `constructor` must not find what every object has. */
export function stateOf({ checks }: Book, check: string): CheckState {
  return (Object.hasOwn(checks, check) ? checks[check] : undefined) ?? FRESH;
}

export function incidentOf({ incidents }: Book, id: string | undefined): Incident | undefined {
  return id !== undefined && Object.hasOwn(incidents, id) ? incidents[id] : undefined;
}

export function checkNamed(checks: readonly Check[], name: string): Check | undefined {
  return checks.find((check) => check.name === name);
}

/** The same book where the state is as it was. */
export function withState(book: Book, check: string, state: CheckState): Book {
  if (stateOf(book, check) === state) return book;
  return { ...book, checks: { ...book.checks, [check]: state } };
}

export function withoutState(book: Book, check: string): Book {
  const { [check]: gone, ...checks } = book.checks;
  return gone ? { ...book, checks } : book;
}

/** The same book where the incident is as it was. */
export function withIncident(book: Book, incident: Incident): Book {
  if (incidentOf(book, incident.id) === incident) return book;
  return { ...book, incidents: { ...book.incidents, [incident.id]: incident } };
}

export function withoutIncident(book: Book, id: string): Book {
  const { [id]: gone, ...incidents } = book.incidents;
  return gone ? { ...book, incidents } : book;
}

/** A change that the message shows. */
export function changed(incident: Incident, change: Partial<Incident>): Incident {
  return { ...incident, ...change, revision: incident.revision + 1 };
}

/**
 * What one run of a check came to. warn: good, but slower than the check's warn limit · blind: what was seen does not
 * decide it, so it speaks neither for nor against the stack.
 */
export type Outcome = 'ok' | 'warn' | 'failed' | 'blind';

export interface RunResult {
  /** Id of the run, the same for every delivery of its result; of a timing check also its investigation's. */
  readonly run: string;
  readonly check: string;
  readonly environment: string;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** Why it ran. `person`: somebody pressed *Run now*; their Slack user id is `by`. `watch`: somebody started a job. */
  readonly trigger: 'schedule' | 'confirmation' | 'person' | 'watch';
  readonly by?: string;
  /** What it failed of, or what it could not see, as a stable id without numbers: a rule's id, or one of `ownCauses`. */
  readonly cause?: string;
  /** The answer in one sentence. */
  readonly headline: string;
  /** The cause in a few words, without what differs from run to run; absent where the headline is such words. */
  readonly means?: string;
  readonly nextStep?: string;
  /** Where its evidence is remembered. */
  readonly investigation?: string;
  readonly jobId?: string;
  /** From configure to the first metadata answer, ms. */
  readonly totalMs?: number;
}

/** A tick on which a check did not run, and why: it has yielded to something, or nobody was there. */
export type SkipReason =
  /** People's investigations are waiting or running. */
  | 'busy'
  /** The environment holds nearly as many jobs as it can. */
  | 'near-capacity'
  | 'maintenance'
  /** Its previous run has not ended. */
  | 'overlap'
  | 'paused';

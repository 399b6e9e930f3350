import type { FactKind, Gap, Observation } from './observation.ts';
import type { Readiness, SubjectKind } from './subject.ts';
import type { MilestoneId } from './timeline/milestone-ids.ts';
import type { Timeline } from './timeline/timeline.ts';

/** broken: no consumer within the limit · degraded: there is one, late · inconclusive: what was seen does not decide it. */
export type Verdict = 'healthy' | 'degraded' | 'broken' | 'inconclusive';

export interface Finding extends Found {
  readonly rule: Rule;
}

/** A rule that was not asked, with the facts it lacks. */
export interface NotAsked {
  readonly rule: Rule;
  readonly missing: readonly FactKind[];
}

/** possible: it was asked and fits · not-excluded: it could not be asked, and nothing that was seen contradicts it. */
export type Alternative =
  | { readonly standing: 'possible'; readonly rule: Rule; readonly finding: Finding }
  | { readonly standing: 'not-excluded'; readonly rule: Rule; readonly missing: readonly FactKind[] };

/** All findings sorted: what nothing else explains, what is explained, what else it could be, and what could not be asked. */
export interface Diagnosis {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
  /** The surest finding that no other one explains, at least *likely*; absent where it is not determined. */
  readonly cause?: Finding;
  /** Further findings that nothing explains, or that cannot have caused what was seen. */
  readonly alsoFound: readonly Finding[];
  readonly symptoms: readonly Finding[];
  /** The likeliest first; none where all is well. */
  readonly alternatives: readonly Alternative[];
  /** The causes that could not be asked about and would matter. */
  readonly notExcluded: readonly NotAsked[];
  readonly notAsked: readonly NotAsked[];
  /** Rules of plugins that could not judge. */
  readonly failed: readonly FailedRule[];
}

/** What it threw, in one line. */
export interface FailedRule {
  readonly rule: Rule;
  readonly why: string;
}

/** Recognises one cause. A file, a line in the list, a test and a page of the same name. */
export interface Rule {
  /** The file's name: the cause in the indicative. */
  readonly id: string;
  /** The cause in a few words, where nobody has the details: `the pod found no node`. */
  readonly means: string;
  /** Facts that must have been seen to the end, or the rule is not asked: silence is not absence. */
  readonly needs: readonly FactKind[];
  /** Rules whose findings are only symptoms of this one. */
  readonly explains: readonly string[];
  /**
   * stack: something is wrong with it · pace: it works, late · strain: it works, and something wears it down ·
   * request: what was asked for cannot work · path: the way from the bot to the stack, so that nothing is known of the
   * stack itself.
   */
  readonly blames: 'stack' | 'pace' | 'strain' | 'request' | 'path';
  /** It is asked only where this counts as there. */
  readonly countsBy?: Readiness;
  /** What it is asked of; of every job unless told. */
  readonly asksOf?: readonly SubjectKind[];
  /** How far a job can have come when this is the cause: `before` was not reached, `after` may have been. */
  readonly stage?: { readonly before?: MilestoneId; readonly after?: MilestoneId };
  /** It ends the pod, which its Kubernetes Job then counts as failed. */
  readonly endsPod?: true;
  /** It shows after the consumer came, so a consumer in time does not speak against it. */
  readonly showsLater?: true;
  /** No waiting would change it, so it decides before the limit for a consumer is up. */
  readonly final?: true;
  find(timeline: Timeline): Found | undefined;
  /** The facts that show it wrong, where any do: the refuter's sentence as a test. It is asked of every finding. */
  refutedBy?(timeline: Timeline): readonly Observation[];
  /** It can happen, and was never seen of this stack: what could not be asked is listed behind the others. */
  readonly seldom?: true;
  /** A job has its consumer all the same: where that is missing, whatever else is wrong stands before it. */
  readonly leavesConsumer?: true;
  /** It is asked behind all others: what it finds counts only where none of them found a cause. */
  readonly lastResort?: true;
  /** Kinds of fact that tell it from what looks the same, besides those it needs. */
  readonly toldBy?: readonly FactKind[];
  /** Whose it is, where it is not built in: what it throws leaves the others judging. */
  readonly plugin?: string;
}

/** A rule of a plugin. No part of an environment is its: it is asked of jobs alone. */
export interface OwnRule extends Rule {
  /** The rule before which it stands on the way of a job: what breaks first stands first. */
  readonly standsBefore: string;
  readonly asksOf?: readonly Exclude<SubjectKind, 'environment'>[];
}

/**
 * certain: the stack itself says it, by an event, an exit code or the body of an answer · likely: what was seen fits nothing
 * else that is known · possible: it fits, and so do others; never the cause, an alternative.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** In how many random worlds a rule's finding of one confidence was the cause, and in how many of them it was right. */
export interface Held {
  readonly worlds: number;
  readonly right: number;
}

/** By the rule's id and its own confidence. A rule that is not in it has not been the cause there. */
export type HeldInWorlds = Readonly<Record<string, Readonly<Partial<Record<Confidence, Held>>>>>;

export interface Found {
  readonly confidence: Confidence;
  /** The cause in a person's words, to stand behind the environment's name: no pod's name, no rule's id, no interval. */
  readonly headline: string;
  /** The same in full: one sentence, with value, limit and what is usual where there are any. */
  readonly summary: string;
  /** The one thing that a person does now, as an order, with the real names filled in; never what the bot can look at itself. */
  readonly remedy: string;
  readonly because: readonly Observation[];
  /** What could not be seen, where that is the finding: the bot's own blindness. */
  readonly gaps?: readonly Gap[];
  /** What would show it wrong, in one sentence. */
  readonly refuter: string;
  /** Commands ready to paste, with the real names filled in. */
  readonly commands?: readonly string[];
  /** What was seen that speaks against it. */
  readonly against?: readonly Observation[];
  /** What the evidence leaves open about it, a sentence each. */
  readonly open?: readonly string[];
  /**
   * By what is wrong, and not only as far as others were seen: every job that begins now, every one from before, or
   * every one if it comes again with the next job. */
  readonly hits?: 'new-jobs' | 'older-jobs' | 'told-by-a-run';
  /** Why it is so was not seen: it is the last that is known, and has a reason of its own. */
  readonly unexplained?: true;
  /** Whom this finding blames, where it is not what its rule blames. */
  readonly blames?: Rule['blames'];
}

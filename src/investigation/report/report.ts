import type { Differential } from '../diagnosis/signals.ts';
import type { Confidence, Verdict } from '../finding.ts';
import type { PartKind } from '../observation.ts';
import type { Course } from './course.ts';

/** The words for people, before any blocks: plain text without Slack markup, already redacted. Pure from evidence. */
export interface Report {
  readonly version: 2;
  readonly investigation: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly jobId?: string;
  /** Zero of all times: when configure was sent, ms since the epoch. */
  readonly startedAt: number;
  readonly tookMs: number;
  /** The request in one line, such as `multichannel, channels 1-50, NFFT 1024, 0-500 Hz, live`. */
  readonly request: string;
  /** What of the request is not as usual, such as `NFFT 8192`; absent where all of it is. */
  readonly unusualRequest?: string;
  readonly verdict: Verdict;
  /** What kind of answer it is, for the sign before it. */
  readonly standing: Standing;
  /** The cause in a person's words, or what is known without one: to stand behind the environment's name. */
  readonly headline: string;
  /** Who says so, in three words: `its log says so`, `likely`, `not determined`; absent where all is well. */
  readonly sure?: string;
  /** The words that say it, once, without their stamp. */
  readonly quote?: string;
  readonly cause?: ReportedFinding;
  /** Further findings that nothing else explains. */
  readonly alsoFound: readonly ReportedFinding[];
  /** Findings that the cause explains. */
  readonly symptoms: readonly ReportedFinding[];
  /** What else it could be, the likeliest first; below *likely* nothing is called the cause. */
  readonly alternatives: readonly Alternative[];
  /** The one look that would decide it, where the cause is not determined. */
  readonly decidingLook?: DecidingLook;
  /** Against the last healthy runs; absent where there were none to compare with. */
  readonly differential?: Differential;
  /** Against what the environment was made of when it last worked; absent where that is not known, and where it works. */
  readonly changes?: Changes;
  /** The one thing that a person does, as an order. */
  readonly nextStep: string;
  /** now: every job of the environment fails · soon: a person decides · later: it can wait · none: there is nothing to do. */
  readonly urgency: 'now' | 'soon' | 'later' | 'none';
  /** Of a stack that fails, whether it is this job or every one, in one sentence: `Job 2-40 got its consumer 4 min ago`. */
  readonly scope?: string;
  readonly course: Course;
  /** When the fault showed, where it has a moment, and its word: `OOMKilled`, `FailedCreate`, `its log`. */
  readonly fault?: { readonly atMs: number; readonly word: string };
  /** Two or three sentences behind the headline and the quote; empty where these say all. */
  readonly why: string;
  /** At most four facts that prove it, besides the quote, the course and the sentences, each with its time. */
  readonly facts: readonly string[];
  readonly milestones: readonly MilestoneRow[];
  readonly phases: readonly PhaseRow[];
  /** What the phases add up to: `2.68 s ± 0.03 s`; absent where the job was not there. */
  readonly whole?: string;
  /** What it asked of whom: `61 requests …`; absent in reports of earlier versions. */
  readonly bill?: string;
  /** Where what is usual for the phases comes from, such as `from 214 healthy runs since 8 Nov`; absent without phases. */
  readonly usualFrom?: string;
  readonly notSeen: readonly { readonly what: string; readonly why: string }[];
  /** Where the cluster's clock is not the bot's: `The cluster’s clock is 6.5 s ahead; its times are shifted here`. */
  readonly clocks?: string;
  /** What a run that is there shows besides, and nobody needs to act on, such as a known defect. */
  readonly remark?: string;
  /** What the evidence leaves open, a sentence each. */
  readonly undecided: readonly string[];
  /** The most telling log lines, the most telling first. */
  readonly logLines: readonly ReportedLogLine[];
}

/** What is another than when it last worked; none of it is a cause by itself. */
export interface Changes {
  /** Such as `13:40 UTC`. */
  readonly lastWorked: string;
  /** What changed before the first failure: `ConfigMap a changed at 13:58 UTC, first failure 14:05 UTC`. */
  readonly sentence: string;
  /** The newest first. */
  readonly rows: readonly ChangeRow[];
  readonly compared: readonly PartKind[];
  readonly notCompared: readonly { readonly kinds: readonly PartKind[]; readonly why: string }[];
}

export interface ChangeRow {
  /** Such as `ConfigMap analyzer-settings`. */
  readonly part: string;
  readonly change: 'changed' | 'new' | 'gone';
  /** `at 13:58 UTC`, or `between 13:40 UTC and 14:05 UTC`. */
  readonly when: string;
  /** What can be read of it: `kubelet v1.20.2 → kubelet v1.21.0`. */
  readonly versions?: string;
  /** The sentence tells all of it. */
  readonly said?: true;
}

/**
 * works · slow · fails: the stack does · request: what was asked for cannot work · open: the cause is not determined ·
 * blind: nothing was judged, because of what the bot could not see.
 */
export const standings = ['works', 'slow', 'fails', 'request', 'open', 'blind'] as const;
export type Standing = (typeof standings)[number];

export interface Alternative {
  /** The rule's id. */
  readonly id: string;
  /** The cause in a few words: `the pod found no node`. */
  readonly means: string;
  /** What it would mean, or why it could not be asked. */
  readonly summary: string;
  /** possible: it was asked and fits · not-excluded: it could not be asked. */
  readonly standing: 'possible' | 'not-excluded';
}

/** A look-up that exists already, and what its answer would tell. */
export interface DecidingLook {
  readonly look: 'status' | 'jobs' | 'job' | 'logs';
  readonly jobId?: string;
  /** One sentence: what is asked, and which answer would mean what. */
  readonly why: string;
}

export interface ReportedFinding {
  readonly confidence: Confidence;
  /** The same in words, and who says it: `certain: Kubernetes says so`. */
  readonly sureness: string;
  /** What would show it wrong, in one sentence. */
  readonly refuter: string;
  /** Commands ready to paste. */
  readonly commands?: readonly string[];
  /** The rule's id. */
  readonly id: string;
  /** The cause in a few words: `the pod found no node`. */
  readonly means: string;
  readonly blames: 'stack' | 'pace' | 'strain' | 'request' | 'path';
  readonly headline: string;
  readonly summary: string;
  readonly remedy: string;
  readonly because: readonly Proof[];
  readonly against: readonly Proof[];
}

/** A cited observation in words. */
export interface Proof {
  readonly observation: string;
  /** Such as `+2.31 s`. */
  readonly at: string;
  readonly text: string;
}

export interface MilestoneRow {
  readonly id: string;
  readonly label: string;
  readonly state: 'reached' | 'not-reached' | 'not-seen';
  /** Such as `2.31 s`, `2.3–2.4 s`, `> 30.0 s`, `not seen`. */
  readonly when: string;
  /** Ids of the probes that saw it. */
  readonly witnesses: readonly string[];
}

export interface PhaseRow {
  readonly id: string;
  readonly label: string;
  readonly took: string;
  /** Such as `1–10 s`. */
  readonly usual: string;
  /** How many earlier runs `usual` is from; absent where it is from the documents. */
  readonly runs?: number;
  /** longer: than usual, though not so much that it counts as slow. */
  readonly judgement: 'usual' | 'longer' | 'slow' | 'unfinished';
}

export interface ReportedLogLine {
  readonly source: 'backend' | 'grpc' | 'cleanup';
  readonly pod: string;
  readonly at: string;
  readonly level: string;
  readonly text: string;
  /** How many equal lines there are, times and ids apart; absent for one. `at` and `text` are of the first. */
  readonly count?: number;
  /** When the last of them came, such as `+29.8 s`. */
  readonly lastAt?: string;
  /** The usual gap where they come regularly, such as `3.2 s`. */
  readonly every?: string;
  /** An error that no earlier investigation of the environment has seen; absent also where too few are known to say. */
  readonly isNew?: true;
}

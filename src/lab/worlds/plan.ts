import type { Fault, JobFault, Stage } from '../scenario.ts';

/** A world that nobody wrote down, as data: the same plan is the same world again. */
export interface WorldPlan {
  readonly seed: number;
  readonly timeoutMs: number;
  readonly request: 'live' | 'historic';
  /** How this build says where the stream is. */
  readonly streamAs: 'host' | 'url';
  /** How far the clocks of Focus Server and of the cluster are ahead of the bot's, ms. */
  readonly clockAheadMs: number;
  readonly clusterAheadMs: number;
  readonly ingredients: readonly Ingredient[];
}

/** One thing that a world is made of; each may be left out. */
export interface Ingredient {
  /** Such as `evicted` or `blind-kubernetes`. */
  readonly id: string;
  readonly role: 'fault' | 'delay' | 'neighbour' | 'noise' | 'blindness' | 'way';
  readonly faults: readonly Fault[];
  /** What is right to say where this has hold of the job; absent of what explains nothing. */
  readonly right?: Right;
  /** It has hold of the job only once the world has done this; from the beginning unless told. */
  readonly deed?: Fault['kind'];
  /** It has hold of the job only between these: once this stage has come, and until that time after configure. */
  readonly within?: { readonly after: Stage; readonly untilMs: number };
  /** No job comes of it. */
  readonly jobless?: true;
  /** How a job of the same fate fares that lives already. */
  readonly neighbours?: readonly JobFault[];
  /** Every job shares this fate. */
  readonly everybody?: true;
  /** The bot has no processor meanwhile. */
  readonly stall?: Stall;
  /** The way to Focus Server is impaired, whatever becomes of the consumer; healed: no longer at this time after configure. */
  readonly way?: { readonly untilMs?: number };
}

/** Nothing in the process runs, from about then on for so long. */
export interface Stall {
  readonly inMs: number;
  readonly forMs: number;
}

export interface Right {
  /** Rules whose cause is right. */
  readonly ids: readonly string[];
  /** Words of the stack itself, one of which in the headline is right too: where no rule knows better, they are the cause. */
  readonly words?: readonly string[];
  /** Rules that are near enough to be listed where Kubernetes, which alone knows better, was not seen. */
  readonly family?: readonly string[];
}

import type { Mistaken, Places } from '#asking/places.ts';
import type { NamedCheck } from '#asking/trend.ts';
import type { AskedLookup, LookupKind } from './asked.ts';

/** What a question may name. */
export interface World extends Places {
  readonly checks: readonly NamedCheck[];
  /** Ids of the rules. */
  readonly causes: readonly string[];
}

/** How a look-up is asked after `/focus`: plain words, so that help, routing and the list of what exists come from it. */
export interface Question {
  readonly kind: LookupKind;
  /** The whole line as typed, such as `/focus jobs [environment]`. */
  readonly usage: string;
  /** What it does, in one sentence. */
  summary(world: World): string;
  /** Whole lines that work as they are. */
  examples(world: World): readonly string[];
  /** A line for each argument. */
  details?(world: World): readonly string[];
  parse(text: string, world: World): Understood;
}

/** nothing: there is nothing to look at, and why. */
export type Understood =
  | { readonly kind: 'asked'; readonly environment: string; readonly asked: AskedLookup }
  | { readonly kind: 'nothing'; readonly why: string }
  | Mistaken;

export function asked(environment: string, lookup: AskedLookup): Understood {
  return { kind: 'asked', environment, asked: lookup };
}

export function environmentDetail({ environments }: Places): string {
  return `\`environment\`: ${environments.join(', ')}`;
}

export function argumentDetail({ name, example, allowed }: Record<'name' | 'example' | 'allowed', string>): string {
  return `\`${name}\`: ${allowed} (\`${example}\`)`;
}

import type { CallKind } from '#checks/book.ts';
import type { Told } from './words.ts';

/** One request, ready to be sent. */
export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A way out: what it is sent of a call; undefined where it has no such thing. `at`: now, ms since the epoch. */
export interface Way {
  readonly name: string;
  /** What nobody may read in an error. */
  readonly secrets: readonly string[];
  outgoing(what: CallKind, told: Told, at: number): Outgoing | undefined;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** `path` below the base, whatever its end. */
export function below(base: string, path: string): string {
  return `${base.replace(/(?<!\/)\/+$/, '')}${path}`;
}

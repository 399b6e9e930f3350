import type { Finding, Held, HeldInWorlds } from '../finding.ts';
import { heldInWorlds } from './held-in-worlds.ts';

/** Fewer worlds than that say nothing. */
const ENOUGH = 20;
/** A rule that is right less often loses its *likely*. */
const LEAST_RIGHT = 0.9;

/** How often it held; undefined where too few worlds tell. */
export function heldOf({ rule, confidence }: Pick<Finding, 'rule' | 'confidence'>): Held | undefined {
  const known: HeldInWorlds = heldInWorlds;
  const held = known[rule.id]?.[confidence];
  return held && held.worlds >= ENOUGH ? held : undefined;
}

/** It was the cause, and wrong, too often to be called likely. */
export function isTooOftenWrong(held: Held | undefined): boolean {
  return held !== undefined && held.right / held.worlds < LEAST_RIGHT;
}

/** `held in 96 % of 412 strange worlds`; a share is never rounded up. */
export function heldWords({ right, worlds }: Held): string {
  return `held in ${Math.floor((100 * right) / worlds)} % of ${worlds} strange worlds`;
}

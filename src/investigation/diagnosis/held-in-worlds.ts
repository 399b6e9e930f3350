import type { HeldInWorlds } from '../finding.ts';

/** Counted, not guessed: `npm run --silent bench -- worlds --runs 2000 --record` writes this file anew. */
export const heldInWorlds = {} as const satisfies HeldInWorlds;

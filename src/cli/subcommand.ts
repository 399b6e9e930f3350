import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Verdict } from '#investigation/finding.ts';
import type { Terminal } from '#lib/command-line.ts';

/** One word after `focus`: a file and a line in the list. Its action rejects with an ExplainedError where it could not do its part. */
export type Subcommand = (terminal: Terminal) => CommandUnknownOpts;

/** It could not do its part; the reason is on standard error. */
export const COULD_NOT = 3;

export const exitCodes: Readonly<Record<Verdict, number>> = { healthy: 0, degraded: 1, broken: 1, inconclusive: 2 };

export const VERDICT_CODES = 'Exit code: 0 healthy · 1 degraded or broken · 2 inconclusive';

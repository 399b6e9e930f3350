import { z } from 'zod';
import type { Bound, LimitedPhase, PhaseLimit } from '#checks/check.ts';
import type { PhaseId } from '#investigation/evidence.ts';
import { usualPhases } from '#investigation/timeline/usual.ts';
import { parseDuration } from '#lib/duration.ts';
import { understood } from './values.ts';

const limitedPhases: readonly LimitedPhase[] = [...(Object.keys(usualPhases) as PhaseId[]), 'total'];

const RELATIVE = /^p(\d{1,2}) of (.+?)\s*[×x*]\s*(\d{1,3}(?:\.\d{1,3})?)$/i;

const bound = understood('a length of time such as 10s, or one such as p95 of 14d × 1.5,', readBound);

const phaseLimit = z
  .strictObject({ warn: bound.exactOptional(), fail: bound.exactOptional() })
  .refine(({ warn, fail }) => warn !== undefined || fail !== undefined, { message: 'warn, fail or both are expected' })
  .refine(({ warn, fail }) => warn?.kind !== 'fixed' || fail?.kind !== 'fixed' || warn.ms <= fail.ms, {
    message: 'warn ≤ fail is expected',
  });

/** A limit for any of the phases that `usualPhases` names, and for the whole. */
export const limits = z
  .strictObject(Object.fromEntries(limitedPhases.map((phase) => [phase, phaseLimit.exactOptional()])))
  .transform((of): readonly PhaseLimit[] =>
    limitedPhases.flatMap((phase) => (of[phase] === undefined ? [] : [{ phase, ...of[phase] }])),
  );

function readBound(text: string): Bound | undefined {
  const [, percentile, over, factor] = RELATIVE.exec(text.trim()) ?? [];
  const ms = parseDuration(over ?? text);
  if (ms === undefined || ms <= 0) return undefined;
  if (over === undefined) return { kind: 'fixed', ms };
  const relative = { percentile: Number(percentile), overMs: ms, factor: Number(factor) };
  return relative.percentile > 0 && relative.factor > 0 ? { kind: 'relative', ...relative } : undefined;
}

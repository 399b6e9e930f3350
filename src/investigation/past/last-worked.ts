import { keyOf, type PartsSeen } from '../diagnosis/environment-parts.ts';
import type { LastWorked, WorkedPart } from '../evidence.ts';

/** What is remembered when a healthy run that began at `at` has seen this. */
export function workedAgain(before: LastWorked | undefined, at: number, seen: PartsSeen | undefined): LastWorked {
  const earlier = new Map(before?.parts.map((part) => [keyOf(part), part]));
  const parts = (seen?.parts ?? []).map((part): WorkedPart => {
    const known = earlier.get(keyOf(part));
    const isOther = known !== undefined && known.version !== part.version;
    return { ...part, ...(isOther && { changes: (known.changes ?? 0) + 1 }) };
  });
  return { at, complete: seen?.complete ?? [], parts };
}

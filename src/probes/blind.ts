import type { FactKind } from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';

/** Stands for a part that is not configured: a gap in the report, not a crash. */
export function blind(id: string, sees: readonly FactKind[], about: Probe['about'], why: string): Probe {
  return {
    id,
    sees,
    about,
    once: true,
    // biome-ignore lint/correctness/useYield: it has nothing to yield, and says so.
    async *watch() {
      throw new BlindError('not-configured', why);
    },
  };
}

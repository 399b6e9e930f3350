import type { PastInvestigation } from '../past.ts';

/** The backend's pod was another one, or had started again, somewhere in (after, by]. ms since the epoch */
export interface Deploy {
  /** The start of the last run that saw it as it was. */
  readonly after: number;
  /** The start of the first run that saw it changed. */
  readonly by: number;
  readonly old: Backend;
  readonly new: Backend;
}

type Backend = NonNullable<PastInvestigation['backend']>;

/** `runs` in the order of their start; those that did not see the backend say nothing. */
export function findDeploys(runs: readonly PastInvestigation[]): readonly Deploy[] {
  const deploys: Deploy[] = [];
  let last: { readonly at: number; readonly backend: Backend } | undefined;
  for (const { startedAt: at, backend } of runs) {
    if (!backend) continue;
    if (last && !isSame(last.backend, backend))
      deploys.push({ after: last.at, by: at, old: last.backend, new: backend });
    last = { at, backend };
  }
  return deploys;
}

function isSame(one: Backend, other: Backend): boolean {
  return one.image === other.image && one.restarts === other.restarts;
}

/** Otherwise it only started again. */
export function isNewImage({ old, new: now }: Deploy): boolean {
  return old.image !== now.image;
}

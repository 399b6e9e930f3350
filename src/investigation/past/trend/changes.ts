import type { PhaseId } from '../../evidence.ts';
import type { PastInvestigation } from '../past.ts';
import { FEWEST_EITHER_SIDE, type Split } from './best-split.ts';
import { findBoundaries } from './boundaries.ts';
import { type Part, partOf, phaseIds, type TimedRun, timedOf } from './part.ts';

/** The totals were other ones from some moment on. ms since the epoch */
export interface Change {
  /** The start of the first run after it. */
  readonly at: number;
  /** It lies in (after, by], as far as the totals tell. */
  readonly after: number;
  readonly by: number;
  readonly before: Part;
  readonly since: Part;
  /** The deploy that lies in the same stretch of time; the nearest, where there are several. */
  readonly deploy?: Deploy;
  /** The phase that carries at least half of the difference. */
  readonly phase?: PhaseId;
}

/** `all` in the order of their start. Where the totals change is seen by those that have one. */
export function findChanges(all: readonly PastInvestigation[], deploys: readonly Deploy[]): readonly Change[] {
  const runs = timedOf(all);
  const splits = findBoundaries(runs.map(({ totalMs }) => totalMs));
  const placed = splits.map((split) => place(split, runs, deploys));
  return placed.flatMap((spot, i): Change[] => {
    const before = partOf(between(placed[i - 1]?.index, spot.index));
    const since = partOf(between(spot.index, placed[i + 1]?.index));
    if (!before || !since) return [];
    const phase = carrierOf(before, since);
    const { after, by, deploy } = spot;
    return [{ at: since.from, after, by, before, since, ...(deploy && { deploy }), ...(phase && { phase }) }];
  });

  /** By the places of two among those with a total. */
  function between(first: number | undefined, next: number | undefined): readonly PastInvestigation[] {
    const [start, end] = [first, next].map((index) => (index === undefined ? undefined : runs[index]));
    return all.slice(start && all.indexOf(start), end && all.indexOf(end));
  }
}

/** Where a deploy lies within the stretch, the change is taken to be there. */
function place({ index, from, to }: Split, runs: readonly TimedRun[], deploys: readonly Deploy[]) {
  const [after, by, at] = [from - 1, to, index].map((i) => runs[i]?.startedAt ?? 0) as [number, number, number];
  const inside = deploys.filter((deploy) => deploy.after < by && deploy.by > after);
  const distance = (deploy: Deploy) => Math.abs(deploy.by - at);
  const deploy = inside.toSorted((a, b) => distance(a) - distance(b))[0];
  if (!deploy) return { index, after, by };
  const first = runs.findIndex(({ startedAt }) => startedAt >= deploy.by);
  const moved = Math.min(Math.max(first === -1 ? to : first, from), to);
  return { index: moved, after: Math.max(after, deploy.after), by: Math.min(by, deploy.by), deploy };
}

/** By the medians of the runs in which it was seen, where those are not too few. */
function carrierOf(before: Part, since: Part): PhaseId | undefined {
  const total = since.total.median - before.total.median;
  const shares = phaseIds.map((id) => ({ id, share: differenceOf(before.phases[id], since.phases[id]) / total }));
  const [most] = shares.toSorted((a, b) => b.share - a.share);
  return most && most.share >= 0.5 ? most.id : undefined;
}

function differenceOf(before: Part['phases'][PhaseId], since: Part['phases'][PhaseId]): number {
  if (!before || !since || Math.min(before.runs, since.runs) < FEWEST_EITHER_SIDE) return 0;
  return since.median - before.median;
}

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

/** Those of the ids that are most like this one, the nearest first: the same slot, then a close counter. */
export function nearIds(jobId: string, ids: readonly string[], most: number): readonly string[] {
  const own = partsOf(jobId);
  const distance = (id: string) => Math.abs(partsOf(id).counter - own.counter);
  const isOther = (id: string) => Number(partsOf(id).slot !== own.slot);
  const others = [...new Set(ids)].filter((id) => id !== jobId);
  return others.toSorted((a, b) => isOther(a) - isOther(b) || distance(a) - distance(b)).slice(0, most);
}

/** Those that came after this one in the same deployment: counters grow over all jobs. The nearest first. */
export function newerIds(jobId: string, ids: readonly string[]): readonly string[] {
  const { counter } = partsOf(jobId);
  const newer = [...new Set(ids)].filter((id) => partsOf(id).counter > counter);
  return newer.toSorted((a, b) => partsOf(a).counter - partsOf(b).counter);
}

/** The one that has its slot now, and came after it. */
export function successorOf(jobId: string, ids: readonly string[]): string | undefined {
  return newerIds(jobId, ids).findLast((id) => partsOf(id).slot === partsOf(jobId).slot);
}

function partsOf(id: string): { readonly slot: number; readonly counter: number } {
  const [slot = '', counter = ''] = id.split('-');
  return { slot: Number(slot), counter: Number(counter) };
}

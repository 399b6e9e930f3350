import { weightOf } from '#history/capture-bounds.ts';
import type { CapturedFact } from '#history/capture-entry.ts';

/** Bytes that all buffers of a process may hold together. */
export interface Budget {
  readonly most: number;
  used: number;
}

/** Lines that wait to be kept: past the limit the middle goes, and so does whatever comes while the budget is used up. */
export interface LineBuffer {
  add(line: CapturedFact): void;
  readonly isEmpty: boolean;
  /** What there is, in its order, and how many lines were let go. The weight is the budget's until it is given back. */
  take(): Taken;
}

export interface Taken {
  readonly lines: readonly CapturedFact[];
  readonly dropped: number;
  /** The lines are kept, or let go: their weight is free for others. */
  free(): void;
}

export function createLineBuffer(most: number, budget: Budget): LineBuffer {
  let beginning: CapturedFact[] = [];
  let newest: CapturedFact[] = [];
  let beginningWeight = 0;
  let newestWeight = 0;
  let dropped = 0;
  const letGo = () => {
    let count = 0;
    let weight = 0;
    // A good part at once, or every further line would move all the others.
    while (newestWeight - weight > most / 4) weight += weightOf(newest[count++] as CapturedFact);
    newest = newest.slice(count);
    newestWeight -= weight;
    budget.used -= weight;
    dropped += count;
  };
  return {
    get isEmpty() {
      return beginning.length + newest.length + dropped === 0;
    },
    add: (line) => {
      const weight = weightOf(line);
      if (budget.used + weight > budget.most) {
        dropped += 1;
        return;
      }
      budget.used += weight;
      if (newest.length === 0 && beginningWeight + weight <= most / 2) {
        beginning.push(line);
        beginningWeight += weight;
        return;
      }
      newest.push(line);
      newestWeight += weight;
      if (newestWeight > most / 2) letGo();
    },
    take: () => {
      const weight = beginningWeight + newestWeight;
      const taken = {
        lines: [...beginning, ...newest],
        dropped,
        free: () => {
          budget.used -= weight;
        },
      };
      [beginning, newest, beginningWeight, newestWeight, dropped] = [[], [], 0, 0, 0];
      return taken;
    },
  };
}

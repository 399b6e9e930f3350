const SMALL = 8_192;
const DOUBLINGS = 3;
/** Below this, a measure says more of the machine than of the text. */
const LEAST_MS = 2;

/** What is more than this is measured again: the machine adds to a measure, and takes nothing from it. */
const DOUBTFUL = 12;
const ATTEMPTS = 3;

/**
 * How many times more work a text of 8 times the length takes, in processor time: 8 where work is linear, 64 where it is
 * quadratic. It ends with the longest line that is read of a log, unless it begins smaller. It is doubled step by step, so that
 * what explodes is noticed at the first step.
 */
export function growthOf(textOf: (length: number) => string, work: (text: string) => unknown, small = SMALL): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ATTEMPTS && least > DOUBTFUL; i += 1) least = Math.min(least, growthOnce(textOf, work, small));
  return least;
}

function growthOnce(textOf: (length: number) => string, work: (text: string) => unknown, small: number): number {
  const first = workOf(textOf(small), work);
  let last = first;
  for (let i = 1; i <= DOUBLINGS; i += 1) {
    last = workOf(textOf(small * 2 ** i), work, i < DOUBLINGS ? 1 : 2);
    if (last > 25 * first) break;
  }
  return last / first;
}

function workOf(text: string, work: (text: string) => unknown, rounds = 2): number {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.max(LEAST_MS, Math.min(...times));
}

const SMALL = 8_192;
const DOUBLINGS = 4;
/** Below this, a measure says more of the machine than of the text. */
const LEAST_MS = 2;

/**
 * How many times more work a text of 16 times the length takes, in processor time: 16 where work is linear, 256 where it is
 * quadratic. It is doubled step by step, so that what explodes is noticed at the first step.
 */
export function growthOf(textOf: (length: number) => string, work: (text: string) => unknown): number {
  const first = workOf(textOf(SMALL), work);
  let last = first;
  for (let i = 1; i <= DOUBLINGS; i += 1) {
    const now = workOf(textOf(SMALL * 2 ** i), work);
    if (now > 100 * first) return now / first;
    last = now;
  }
  return last / first;
}

function workOf(text: string, work: (text: string) => unknown): number {
  const times = Array.from({ length: 2 }, () => {
    const before = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.max(LEAST_MS, Math.min(...times));
}

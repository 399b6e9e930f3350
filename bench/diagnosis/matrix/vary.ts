import { seededRandom } from '#lab/random.ts';
import type { Fault } from '#lab/scenario.ts';

/** How far a seed moves a fault's times: enough to be another run, not another story. */
const RANGE: readonly [number, number] = [0.88, 1.12];

/** The same faults with times of their own. */
export function vary(faults: readonly Fault[], seed: number): readonly Fault[] {
  const random = seededRandom(seed * 7_919 + 1);
  const moved = (ms: number) => Math.round(ms * random.between(...RANGE));
  return faults.map((fault): Fault => {
    switch (fault.kind) {
      case 'late':
      case 'slow-answers':
        return { ...fault, byMs: moved(fault.byMs) };
      case 'ends':
        return { ...fault, inMs: moved(fault.inMs) };
      case 'cleaned-up':
      case 'backend-restarts':
      case 'path-broken':
        return { ...fault, atMs: moved(fault.atMs) };
      case 'configure':
        return fault.takesMs === undefined ? fault : { ...fault, takesMs: moved(fault.takesMs) };
      default:
        return fault;
    }
  });
}

import type { Scenario } from '../scenario.ts';
import { scenarioCalled } from '../scenario-list.ts';
import { healthy } from '../scenarios/healthy.ts';

/** One story of several: all their faults hold, and what is expected is told only where there is one. Throws where one is unknown. */
export function composed(ids: readonly string[]): Scenario {
  const parts = ids.map(scenarioCalled).filter(({ id }) => id !== healthy.id);
  const [first = healthy, ...others] = parts;
  if (others.length === 0) return first;
  return {
    id: parts.map(({ id }) => id).join('+'),
    story: parts.map(({ story }) => story).join(' And: '),
    faults: parts.flatMap(({ faults }) => faults),
    expected: first.expected,
  };
}

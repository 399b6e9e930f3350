import { nearest } from '#lib/nearest.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

/** Throws with the nearest id where there is none of this one. */
export function scenarioCalled(id: string): Scenario {
  const scenario = scenarios.find((known) => known.id === id);
  if (scenario) return scenario;
  const ids = scenarios.map((known) => known.id);
  const meant = nearest(id, ids);
  const hint = meant === undefined ? `there are ${ids.join(', ')}` : `did you mean ${meant}?`;
  throw new Error(`There is no scenario "${id}"; ${hint}`);
}

/** Each on a line: its id and its story. */
export function scenarioLines(): string {
  return scenarios.map(({ id, story }) => `${id.padEnd(28)} ${story}`).join('\n');
}

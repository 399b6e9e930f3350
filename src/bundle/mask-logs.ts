import { maskLines } from '#investigation/log-reading/mask-lines.ts';
import type { LogLine, Observation } from '#investigation/observation.ts';
import { knownRedactor } from '#lib/redact.ts';

/** The same with the lines of each container masked together: whoever stored them may have known fewer kinds of secrets. */
export function maskLogs<T extends { readonly observations: readonly Observation[] }>(seen: T): T {
  const lines = seen.observations.flatMap(({ fact }) => (fact.kind === 'log-line' ? [fact] : []));
  const containers = Map.groupBy(lines, ({ pod, container }) => JSON.stringify([pod, container]));
  const shown = new Map([...containers.values()].flatMap(maskedTexts));
  const observations = seen.observations.map((observation) => {
    const text = shown.get(observation.fact);
    return text === undefined ? observation : { ...observation, fact: { ...observation.fact, text } };
  });
  return { ...seen, observations };
}

function maskedTexts(lines: readonly LogLine[]): readonly (readonly [unknown, string])[] {
  const parts = lines.flatMap((line) => line.text.split('\n').map((text) => ({ line, text })));
  const masked = maskLines(
    parts.map(({ text }) => text),
    knownRedactor,
  );
  const ofLines = Map.groupBy(parts.keys(), (i) => parts[i]?.line);
  return [...ofLines].map(([line, places]) => [line, textAt(places, masked)]);
}

/** A line that the mark of an earlier one stands for keeps its place. */
function textAt(places: readonly number[], masked: readonly (string | undefined)[]): string {
  const texts = places.flatMap((place) => masked[place] ?? []);
  return texts.length === 0 ? '‹hidden›' : texts.join('\n');
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { maskInTurns } from '#investigation/log-reading/mask-lines.ts';
import type { LogLine, Observation } from '#investigation/observation.ts';
import { knownRedactor, redactDeep } from '#lib/redact.ts';

/** So much is masked before others have their turn. */
const SLICE_CHARS = 32 * 1_024;

/**
 * The same, masked once more, with the lines of each container masked together: whoever stored them may have known fewer
 * kinds of secrets. It takes long where there is much, so others have their turn in between.
 */
export async function maskSeen<T extends { readonly observations: readonly Observation[] }>(seen: T): Promise<T> {
  const shown = await maskLogs(seen.observations);
  const observations: Observation[] = [];
  let size = 0;
  for (const observation of seen.observations) {
    const text = shown.get(observation.fact);
    const masked = redactDeep(
      text === undefined ? observation : { ...observation, fact: { ...observation.fact, text } },
    );
    observations.push(masked);
    size += JSON.stringify(masked).length;
    if (size < SLICE_CHARS) continue;
    size = 0;
    await nextTurn();
  }
  return { ...redactDeep({ ...seen, observations: [] }), observations };
}

/** What each line of a log says, masked. */
async function maskLogs(observations: readonly Observation[]): Promise<ReadonlyMap<unknown, string>> {
  const lines = observations.flatMap(({ fact }) => (fact.kind === 'log-line' ? [fact] : []));
  const containers = Map.groupBy(lines, ({ pod, container }) => JSON.stringify([pod, container]));
  const shown: (readonly [unknown, string])[] = [];
  for (const ofOne of containers.values()) {
    for (const line of await maskedTexts(ofOne)) shown.push(line);
  }
  return new Map(shown);
}

async function maskedTexts(lines: readonly LogLine[]): Promise<readonly (readonly [unknown, string])[]> {
  const parts = lines.flatMap((line) => line.text.split('\n').map((text) => ({ line, text })));
  const texts = parts.map(({ text }) => text);
  const masked = await maskInTurns(texts, knownRedactor, nextTurn);
  const ofLines = Map.groupBy(parts.keys(), (i) => parts[i]?.line);
  return [...ofLines].map(([line, places]) => [line, textAt(places, masked)]);
}

/** A line that the mark of an earlier one stands for keeps its place. */
function textAt(places: readonly number[], masked: readonly (string | undefined)[]): string {
  const texts = places.flatMap((place) => masked[place] ?? []);
  return texts.length === 0 ? '‹hidden›' : texts.join('\n');
}

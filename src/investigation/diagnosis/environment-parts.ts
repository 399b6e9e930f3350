import { type Evidence, observed } from '../evidence.ts';
import type { EnvironmentPart, EnvironmentParts, PartKind } from '../observation.ts';

/** What an environment is made of, as one run saw it. */
export interface PartsSeen extends Omit<EnvironmentParts, 'kind'> {
  /** When the last of it was seen, ms since the epoch. */
  readonly at: number;
}

/** By the looks at it, the list of routes and the broker's own version; undefined where none of them told. */
export function partsSeen(evidence: Evidence): PartsSeen | undefined {
  const looks = observed(evidence, 'environment-parts').map(({ at, fact }) => ({ at, ...fact }));
  const all = [...looks, ...routes(evidence), ...broker(evidence)];
  if (all.length === 0) return undefined;
  return {
    at: Math.max(...all.map(({ at }) => at)),
    complete: all.flatMap(({ complete }) => complete),
    parts: all.flatMap(({ parts }) => parts),
    notSeen: all.flatMap(({ notSeen }) => notSeen),
  };
}

function routes(evidence: Evidence): readonly PartsSeen[] {
  const list = observed(evidence, 'route-list').at(-1);
  if (!list?.fact.served) return [];
  return [whole(list.at, 'route', [...new Set(list.fact.routes)].map(versionless))];
}

function versionless(name: string): Omit<EnvironmentPart, 'what'> {
  return { name, version: '' };
}

function broker(evidence: Evidence): readonly PartsSeen[] {
  const told = observed(evidence, 'broker-state').find(({ fact }) => fact.version !== undefined);
  const version = told?.fact.version;
  return told && version !== undefined ? [whole(told.at, 'broker', [{ name: 'RabbitMQ', version }])] : [];
}

function whole(at: number, what: PartKind, parts: readonly Omit<EnvironmentPart, 'what'>[]): PartsSeen {
  return { at, complete: [what], parts: parts.map((part) => ({ what, ...part })), notSeen: [] };
}

/** Equal for the same part of two runs. */
export function keyOf({ what, name }: Pick<EnvironmentPart, 'what' | 'name'>): string {
  return `${what} ${name}`;
}

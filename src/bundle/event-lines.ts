import type { KubernetesEvent, Observation } from '#investigation/observation.ts';
import { cleanLine } from '#lib/clean.ts';
import { utcStamp } from './utc-stamp.ts';

/** Kubernetes events as lines, by their first occurrence; of one that was told more than once, the latest count. */
export function eventLines(...sources: readonly (readonly Observation[])[]): string {
  const events = new Map<string, KubernetesEvent>();
  for (const { fact } of sources.flat()) {
    if (fact.kind !== 'kubernetes-event') continue;
    const { object, reason, message, firstStamp } = fact;
    const key = JSON.stringify([object, reason, message, firstStamp]);
    if (fact.count >= (events.get(key)?.count ?? 0)) events.set(key, fact);
  }
  const inOrder = [...events.values()].toSorted((a, b) => a.firstStamp - b.firstStamp);
  return inOrder.map(written).join('');
}

function written({ firstStamp, type, reason, object, count, message }: KubernetesEvent): string {
  const times = count > 1 ? ` ×${count}` : '';
  return `${utcStamp(firstStamp)} ${cleanLine(`${type} ${reason} ${object.kind}/${object.name}${times}: ${message}`)}\n`;
}

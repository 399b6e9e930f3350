import type { LogLine, Observation } from '#investigation/observation.ts';
import { clean } from '#lib/clean.ts';
import { utcStamp } from './utc-stamp.ts';

type Seen = readonly Observation[];

/** The log of each container as the text of a file, under the file's name, from all who read it; no line twice. */
export function logFiles(...sources: readonly Seen[]): ReadonlyMap<string, string> {
  const lines = withoutTwins(sources).toSorted((a, b) => writtenAt(a) - writtenAt(b));
  const containers = Map.groupBy(lines, ({ fact: { pod, container } }) => JSON.stringify([pod, container]));
  const files = new Map<string, string>();
  for (const key of [...containers.keys()].sort()) {
    const own = containers.get(key) ?? [];
    const [first] = own;
    if (first) files.set(freeName(first.fact, files), own.map(written).join(''));
  }
  return files;
}

/** A line that two sources read is one; a line that was logged twice stays twice. */
function withoutTwins(sources: readonly Seen[]): readonly Observation<LogLine>[] {
  const kept: Observation<LogLine>[] = [];
  const known = new Map<string, number>();
  for (const source of sources) {
    const own = new Map<string, number>();
    for (const line of source.filter(isLogLine)) {
      const { pod, container, stamp, text } = line.fact;
      const key = JSON.stringify([pod, container, stamp, text]);
      const count = (own.get(key) ?? 0) + 1;
      own.set(key, count);
      if (count > (known.get(key) ?? 0)) kept.push(line);
    }
    for (const [key, count] of own) known.set(key, Math.max(count, known.get(key) ?? 0));
  }
  return kept;
}

function isLogLine(observation: Observation): observation is Observation<LogLine> {
  return observation.fact.kind === 'log-line';
}

function writtenAt({ at, fact }: Observation<LogLine>): number {
  return fact.stamp ?? at;
}

/** A line without a stamp of the cluster has the time at which it was learned, with a `~`. */
function written({ at, fact: { stamp, text } }: Observation<LogLine>): string {
  const when = stamp === undefined ? `~${utcStamp(at)}` : utcStamp(stamp);
  return `${when} ${clean(text).replaceAll('\n', '\\n')}\n`;
}

/** Two names that differ only in what a file's name cannot hold are told apart by a number. */
function freeName({ pod, container }: LogLine, taken: ReadonlyMap<string, string>): string {
  const name = `${fileName(pod)}.${fileName(container)}`;
  let free = `${name}.log`;
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}.log`;
  return free;
}

/** What may stand in a file's name everywhere: `[a-z0-9.-]`, and no dot first. */
export function fileName(name: string): string {
  const kept = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+|\.(?=\.)|[.-]+$/g, '')
    .slice(0, 100);
  return kept || 'unnamed';
}

import { tellingLine } from '../log-entry.ts';
import type { LogLine } from '../observation.ts';
import { signatureOf } from './signature.ts';

/** What grouping reads of a line; `at` is ms on one clock for all. */
export type GroupedLine = Pick<LogLine, 'level' | 'namesJob' | 'source' | 'text'> & { readonly at: number };

/** Lines of one signature and one level that all name the job, or all do not. */
export interface Group<L extends GroupedLine = GroupedLine> {
  readonly signature: string;
  readonly level: LogLine['level'];
  readonly namesJob: boolean;
  readonly sources: readonly LogLine['source'][];
  readonly count: number;
  /** Instants of the earliest and the latest line. */
  readonly first: number;
  readonly last: number;
  /** The median gap, where the lines come regularly. */
  readonly everyMs?: number;
  /** The earliest line, as it is. */
  readonly example: L;
}

export interface Groups<L extends GroupedLine = GroupedLine> {
  add(line: L): void;
  /** The most telling first, then the earliest. */
  list(): readonly Group<L>[];
  /** How many lines were of groups that are not listed. */
  dropped(): number;
}

/** Groups of a stream of lines, however long: only the `most` most telling are kept, and twice as many are held. */
export function createGroups<L extends GroupedLine>({ most = 500 }: { readonly most?: number } = {}): Groups<L> {
  let held = new Map<string, Held<L>>();
  let forgotten = 0;
  return {
    add(line) {
      const key = `${line.level} ${line.namesJob} ${signatureOf(tellingLine(line.text))}`;
      const group = held.get(key);
      if (group) return join(group, line);
      held.set(key, begin(line));
      if (held.size <= 2 * most) return;
      const ranked = [...held].toSorted(([, a], [, b]) => byWorth(a, b));
      forgotten += linesOf(ranked.slice(most).map(([, it]) => it));
      held = new Map(ranked.slice(0, most));
    },
    list: () => ranking(held).slice(0, most).toSorted(byWeight).map(shown),
    dropped: () => forgotten + linesOf(ranking(held).slice(most)),
  };
}

interface Held<L extends GroupedLine> {
  readonly rhythm: Rhythm;
  readonly sources: Set<LogLine['source']>;
  example: L;
  count: number;
}

function begin<L extends GroupedLine>(line: L): Held<L> {
  return { rhythm: createRhythm(line.at), sources: new Set([line.source]), example: line, count: 1 };
}

function join<L extends GroupedLine>(group: Held<L>, line: L): void {
  if (line.at < group.rhythm.first) group.example = line;
  group.rhythm.beat(line.at);
  group.sources.add(line.source);
  group.count += 1;
}

function ranking<L extends GroupedLine>(held: ReadonlyMap<string, Held<L>>): readonly Held<L>[] {
  return [...held.values()].toSorted(byWorth);
}

/** Which to keep: of two as telling, the more frequent. */
function byWorth(a: Held<GroupedLine>, b: Held<GroupedLine>): number {
  return weight(b) - weight(a) || b.count - a.count || a.rhythm.first - b.rhythm.first;
}

function byWeight(a: Held<GroupedLine>, b: Held<GroupedLine>): number {
  return weight(b) - weight(a) || a.rhythm.first - b.rhythm.first;
}

function weight({ example, sources }: Held<GroupedLine>): number {
  return Math.max(...[...sources].map((source) => weightOf({ ...example, source })));
}

function linesOf(groups: readonly Held<GroupedLine>[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

function shown<L extends GroupedLine>({ rhythm, sources, example, count }: Held<L>): Group<L> {
  const { first, last } = rhythm;
  const { level, namesJob, text } = example;
  const everyMs = rhythm.everyMs();
  const signature = signatureOf(tellingLine(text));
  const times = { first, last, ...(everyMs !== undefined && { everyMs }) };
  return { signature, level, namesJob, sources: [...sources], count, ...times, example };
}

const MOST_GAPS = 64;
const FEWEST_GAPS = 3;
/** Finer is never claimed. */
const FINEST_MS = 10;
const NEAR = 0.25;
const USUAL_SHARE = 0.8;

/** The beat of something that repeats, from a bounded sample of its gaps. */
export interface Rhythm {
  readonly first: number;
  readonly last: number;
  beat(at: number): void;
  /** The median gap, where most gaps and their mean are near it. */
  everyMs(): number | undefined;
}

export function createRhythm(at: number): Rhythm {
  let [first, last, before] = [at, at, at];
  let gaps: number[] = [];
  let [seen, stride] = [0, 1];
  return {
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    beat(next) {
      if (seen % stride === 0) gaps.push(Math.abs(next - before));
      seen += 1;
      [first, last, before] = [Math.min(first, next), Math.max(last, next), next];
      if (gaps.length < MOST_GAPS) return;
      gaps = gaps.filter((_, i) => i % 2 === 0);
      stride *= 2;
    },
    everyMs: () => regular(gaps, (last - first) / seen),
  };
}

/** The mean is of all gaps: it tells where the sample misses every second one, or a long pause. */
function regular(gaps: readonly number[], mean: number): number | undefined {
  if (gaps.length < FEWEST_GAPS) return undefined;
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const near = (gap: number) => Math.abs(gap - median) <= median * NEAR;
  const usual = gaps.filter(near).length >= gaps.length * USUAL_SHARE;
  return median >= FINEST_MS && usual && near(mean) ? median : undefined;
}

export type Telling = Pick<LogLine, 'level' | 'namesJob' | 'source'>;

/**
 * How telling a line is: errors before warnings before what merely names the job; in each, what names the job before
 * its pods' other lines, and those before the backend's. 0 is what tells nothing.
 */
export function weightOf({ level, namesJob, source }: Telling): number {
  const severity = level === 'error' ? 8 : level === 'warning' ? 4 : 0;
  const close = namesJob ? 3 : source === 'backend' ? 0 : 2;
  return severity > 0 ? severity + close : namesJob ? 1 : 0;
}

import type { KubernetesEvent, LogLine } from '../observation.ts';
import type { LineFilter } from './filter.ts';
import { createGroups, type Group, weightOf } from './groups.ts';
import { createKeptText, type KeptLine, type KeptText, type Limits } from './kept-text.ts';
import type { PlacedLine } from './order.ts';

export interface Collecting {
  /** What a line or an event must be to be kept. */
  readonly passes: LineFilter;
  /** Only the last so many lines of each run that pass. */
  readonly tail?: number;
  /** Of the backend take only lines that name the job: without it also its warnings and errors. */
  readonly onlyNaming?: boolean;
}

/** One run of a container: after a restart it is another. */
export interface LogRun extends Pick<LogLine, 'source' | 'pod' | 'container'> {
  /** It ended before the last restart. */
  readonly isPrevious: boolean;
}

/** Lines of many containers as they are read; what is kept of them does not grow with them. */
export interface Collector {
  /** Begins a run. Its lines come in the order in which they were written. */
  begin(run: LogRun): CollectedRun;
  event(event: KubernetesEvent): void;
  /** What there is, once everything was added. */
  collected(): Collected;
}

export interface CollectedRun {
  /** Of the backend no more is taken than lines that name the job, warnings and errors. */
  add(lines: Iterable<LogLine>): void;
  /** So many bytes of what was added were no text. */
  addNotText(bytes: number): void;
}

export interface Collected {
  readonly counts: { readonly lines: number; readonly errors: number; readonly warnings: number };
  /** The most telling lines, equal ones as one; times are of the stamps' clock. */
  readonly groups: readonly Group<PlacedLine>[];
  /** In the order in which the runs were begun; of the backend's only the lines that name the job. */
  readonly runs: readonly (LogRun & { readonly text: KeptText; readonly notText: number })[];
  readonly events: KeptText;
  /** All of it in the order of the stamps, and the backend's warnings and errors too. */
  readonly merged: KeptText;
}

const OF_A_RUN: Limits = { first: 1_000_000, last: 4_000_000 };
const OF_ALL: Limits = { first: 1_000_000, last: 4_000_000 };

export function createCollector({ passes, tail, onlyNaming = false }: Collecting): Collector {
  const groups = createGroups<PlacedLine>();
  const counts = { lines: 0, errors: 0, warnings: 0 };
  const runs: { run: LogRun; own: KeptText; whole: KeptText; notText: number; close(): void }[] = [];
  const events: KubernetesEvent[] = [];
  const count = (line: PlacedLine) => {
    counts.lines += linesIn(line.text);
    if (line.level === 'error') counts.errors += 1;
    if (line.level === 'warning') counts.warnings += 1;
    if (weightOf(line) > 0) groups.add(line);
  };
  return {
    begin: (run) => {
      const whole = createKeptText(OF_A_RUN);
      const own = run.source === 'backend' ? createKeptText(OF_A_RUN) : whole;
      const keep = (line: PlacedLine) => {
        count(line);
        whole.add(line.at, line.text);
        if (own !== whole && line.namesJob) own.add(line.at, line.text);
      };
      const last = tail === undefined ? undefined : createLastLines<PlacedLine>(tail);
      const taken = { run, own, whole, notText: 0, close: () => last?.list().forEach(keep) };
      runs.push(taken);
      const place = createPlacing();
      return {
        add: (lines) => {
          for (const line of lines) {
            const placed = place(line);
            if (isOfTheJob(placed, onlyNaming) && passes(placed)) last ? last.add(placed) : keep(placed);
          }
        },
        addNotText: (bytes) => {
          taken.notText += bytes;
        },
      };
    },
    event: (event) => void events.push(event),
    collected: () => {
      for (const run of runs) run.close();
      const told = eventText(events, passes);
      const parts = runs.map(({ run, whole }) => ({ label: labelOf(run), text: whole }));
      return {
        counts,
        groups: groups.list(),
        runs: runs.map(({ run, own, notText }) => ({ ...run, text: own, notText })),
        events: told,
        merged: mergeTexts([...parts, { label: 'event', text: told }], OF_ALL),
      };
    },
  };
}

function linesIn(text: string): number {
  return text.includes('\n') ? text.split('\n').length : 1;
}

/** A line without a stamp stands where the one before it does. */
function createPlacing(): (line: LogLine) => PlacedLine {
  let latest = 0;
  return (line) => {
    latest = line.stamp ?? latest;
    return { ...line, at: latest };
  };
}

function isOfTheJob({ source, namesJob, level }: LogLine, onlyNaming: boolean): boolean {
  if (source !== 'backend' || namesJob) return true;
  return !onlyNaming && (level === 'warning' || level === 'error');
}

function labelOf({ source, container, isPrevious }: LogRun): string {
  return `${source}/${container}${isPrevious ? ' (previous)' : ''}`;
}

function eventText(events: readonly KubernetesEvent[], passes: LineFilter): KeptText {
  const text = createKeptText(OF_A_RUN);
  const inOrder = events.toSorted((a, b) => a.firstStamp - b.firstStamp);
  for (const event of inOrder) {
    const line = eventLine(event);
    if (passes({ at: event.firstStamp, level: event.type === 'Warning' ? 'warning' : 'info', text: line }))
      text.add(event.firstStamp, line);
  }
  return text;
}

/** `Warning FailedScheduling Pod/grpc-job-19-7-8rlgb ×3: 0/2 nodes are available`. */
function eventLine({ type, reason, object, count, message }: KubernetesEvent): string {
  const words = message.replace(/\s+/g, ' ').trim();
  return `${type} ${reason} ${object.kind}/${object.name}${count > 1 ? ` ×${count}` : ''}: ${words}`;
}

/** The last lines of a stream: no more than so many, and no more characters than fit in memory. */
export interface LastLines<L> {
  add(line: L): void;
  list(): readonly L[];
}

const MOST_CHARS = 4_000_000;

export function createLastLines<L extends { readonly text: string }>(most: number): LastLines<L> {
  let lines: L[] = [];
  let begin = 0;
  let chars = 0;
  return {
    add: (line) => {
      lines.push(line);
      chars += line.text.length;
      while (lines.length - begin > most || (chars > MOST_CHARS && lines.length - begin > 1)) {
        chars -= lines[begin]?.text.length ?? 0;
        begin += 1;
      }
      // Taking each off an array's beginning would move all the others each time.
      if (begin <= 1_024 || begin < lines.length / 2) return;
      lines = lines.slice(begin);
      begin = 0;
    },
    list: () => lines.slice(begin),
  };
}

export interface LabelledText {
  readonly label: string;
  readonly text: KeptText;
}

/** Several texts as one in the order of their stamps, each line after the label of its text. The order within a text stays. */
export function mergeTexts(texts: readonly LabelledText[], limits: Limits): KeptText {
  const encoder = new TextEncoder();
  const merged = createKeptText(limits);
  const heads = texts.flatMap(({ label, text }) => {
    const lines = text.entries();
    const first = lines.next();
    return first.done ? [] : [{ label: encoder.encode(`${label}  `), lines, next: first.value }];
  });
  while (heads.length > 0) {
    const head = earliest(heads);
    merged.add(head.next.at, head.label, head.next.bytes);
    const following = head.lines.next();
    if (following.done) heads.splice(heads.indexOf(head), 1);
    else head.next = following.value;
  }
  return merged;
}

function earliest<H extends { readonly next: KeptLine }>(heads: readonly H[]): H {
  return heads.reduce((first, head) => (head.next.at < first.next.at ? head : first));
}

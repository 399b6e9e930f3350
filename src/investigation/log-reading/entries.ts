import { FRAME, GO_START, JAVA_MORE, leftOut, TRACEBACK } from '../log-entry.ts';
import type { LogLine } from '../observation.ts';

/** A line of one log, masked. */
export interface EntryLine {
  readonly stamp: number | undefined;
  readonly text: string;
  /** How long it was, where only its beginning was read. */
  readonly bytes?: number | undefined;
  readonly level: LogLine['level'];
}

/** Makes one entry of the lines of a stack trace, with the log line right before that introduces it; all others pass as they are. */
export interface Entries<L extends EntryLine> {
  /** Gives what is complete, in order. */
  add(line: L): readonly L[];
  /** Gives the rest: nothing more comes, or not soon. */
  end(): readonly L[];
  /** Something waits for what comes next. */
  readonly isOpen: boolean;
}

type Kind = 'python' | 'frames' | 'go';

interface Open<L> {
  readonly kind: Kind;
  readonly lines: L[];
  /** How many of its middle were let go. */
  left: number;
  /** python: its exception's own line has come · go: its goroutines have begun. */
  turned: boolean;
  /** Python says that another traceback belongs to it. */
  chained: boolean;
}

/** Whoever logs an exception writes both at once. */
const TOGETHER_MS = 1_000;
const MOST_LINES = 200;
/** So many of the first are kept of a longer one, and else the last. */
const FIRST_LINES = 50;
const LONGEST_LINE = 2_000;

const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const GO_GOROUTINE = /^goroutine \d+ \[/;
const GO_BEFORE = /^$|^\s|^\[signal /;
const GO_MORE = /^$|^\s|^\[signal |^goroutine |^created by |^exit status \d|^(?=.*\)$)[\w./*()$[\]{}·-]+\(/;

export function createEntries<L extends EntryLine>(): Entries<L> {
  let waiting: readonly L[] = [];
  let open: Open<L> | undefined;

  const close = (): readonly L[] => {
    const closed = [...waiting, ...(open ? joined(open) : [])];
    waiting = [];
    open = undefined;
    return closed;
  };
  const begin = (line: L): readonly L[] => {
    const kind = kindOf(line.text);
    if (kind !== undefined) {
      const lead = leadOf(kind, waiting, line);
      const before = waiting.slice(0, waiting.length - lead.length);
      waiting = [];
      const turned = GO_GOROUTINE.test(line.text);
      open = { kind, lines: [...lead, line], left: 0, turned, chained: false };
      return before;
    }
    if (!mayLead(line)) return [...close(), line];
    const before = waiting.slice(0, -1);
    waiting = [...waiting.slice(-1), line];
    return before;
  };
  return {
    add: (line) => {
      // The kubelet's own words, and what was not read to its end, are no part of anything.
      if (line.stamp === undefined || line.bytes !== undefined) return [...close(), line];
      if (!open) return begin(line);
      if (!goesOn(open, line.text)) return [...close(), ...begin(line)];
      open.lines.push(line);
      if (open.lines.length > MOST_LINES) open.left += open.lines.splice(FIRST_LINES, 1).length;
      return [];
    },
    end: close,
    get isOpen() {
      return open !== undefined || waiting.length > 0;
    },
  };
}

function kindOf(text: string): Kind | undefined {
  if (TRACEBACK.test(text)) return 'python';
  if (FRAME.test(text)) return 'frames';
  return GO_START.test(text) ? 'go' : undefined;
}

function mayLead({ level }: EntryLine): boolean {
  return level === 'error' || level === 'warning';
}

/** The lines right before a trace that belong to it: before frames stands the exception, and before that what introduces it. */
function leadOf<L extends EntryLine>(kind: Kind, waiting: readonly L[], start: L): readonly L[] {
  const near = waiting.filter(({ stamp = 0 }) => Math.abs((start.stamp ?? 0) - stamp) <= TOGETHER_MS);
  const most = kind === 'frames' && isBare(near.at(-1)?.text ?? '') ? 2 : 1;
  return near.slice(-most);
}

/** `java.lang.IllegalStateException: no`: an exception and no log line of its own. */
function isBare(text: string): boolean {
  return /^(?:Exception in thread "[^"]*" )?[\w.$]+(?: \[\w+\])?(?::|$)/.test(text);
}

function goesOn<L>(open: Open<L>, text: string): boolean {
  switch (open.kind) {
    case 'python':
      return pythonGoesOn(open, text);
    case 'frames':
      return /^\s+\S/.test(text) || JAVA_MORE.test(text) || text === '}';
    case 'go':
      open.turned ||= GO_GOROUTINE.test(text);
      return (open.turned ? GO_MORE : GO_BEFORE).test(text);
  }
}

function pythonGoesOn<L>(open: Open<L>, text: string): boolean {
  if (!open.turned) {
    open.turned = /^[^\s|+]/.test(text) && !TRACEBACK.test(text);
    return true;
  }
  if (text.trim() === '') return true;
  if (CHAIN.test(text)) {
    open.chained = true;
    return true;
  }
  if (!open.chained || !TRACEBACK.test(text)) return false;
  open.turned = false;
  open.chained = false;
  return true;
}

/** Blank lines at its end are none of its own. */
function joined<L extends EntryLine>({ lines, left }: Open<L>): readonly L[] {
  const length = lines.findLastIndex(({ text }) => text.trim() !== '') + 1;
  const own = lines.slice(0, length);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last || own.length === 1) return lines;
  const texts = own.map(({ text }) =>
    text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE).toWellFormed()}…` : text,
  );
  if (left > 0) texts.splice(FIRST_LINES, 0, leftOut(left));
  return [{ ...last, stamp: first.stamp, level: 'error', text: texts.join('\n') }, ...lines.slice(length)];
}

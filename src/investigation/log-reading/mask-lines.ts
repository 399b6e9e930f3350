import type { MaskedLine, Reach, Redactor } from '#lib/redact.ts';

/**
 * The lines of one log, masked. A line is masked by itself and together with those around it, as a key or a manifest is a
 * secret on many lines: what either hides is hidden, however many lines come at once.
 */
export interface LineMask {
  /** Takes the next lines. Gives the earliest that were not given yet, as far as enough lines after them are known. */
  add(texts: readonly string[]): readonly MaskedText[];
  /** Gives the earliest so many that were not given yet, by what is known so far of those after them. */
  first(count: number): readonly MaskedText[];
  /** Gives the rest. What comes afterwards is masked together with it. */
  end(): readonly MaskedText[];
}

/** A masked line, in the place of the line that it was; undefined where the mark of an earlier line stands for it too. */
export type MaskedText = string | undefined;

/** A line is masked with so many before and after it, as far as it may matter; a key of 8,192 bits has 100. */
export const CONTEXT_LINES = 160;
const CONTEXT_CHARS = 12 * 1_024;
/** So much new is masked at once, together with what stands around it. */
const WINDOW_CHARS = 32 * 1_024;
/** What stands near a line: a value below its name, the rest of a list. */
const NEAR_BEFORE = 4;
const NEAR_AFTER = 12;

export type LineRedactor = Pick<Redactor, 'redact' | 'redactLines' | 'reach' | 'goesOver'>;

/** Texts hold no line ends. */
export function createLineMask(redactor: LineRedactor): LineMask {
  let texts: string[] = [];
  let reaches: Reach[] = [];
  // Characters that came since lines were given last.
  let fresh = 0;
  // How many of the texts were given already, and are there for what follows them.
  let given = 0;
  const give = (after: number): readonly MaskedText[] => {
    const done = texts.length - after;
    if (done <= given) return [];
    const ready = masked({ texts, reaches, from: given, to: done }, redactor);
    const kept = done - contextBefore(texts, done);
    [texts, reaches] = [texts.slice(kept), reaches.slice(kept)];
    given = done - kept;
    fresh = 0;
    return ready;
  };
  return {
    add: (next) => {
      const ready: MaskedText[] = [];
      for (const text of next) {
        texts.push(text);
        reaches.push(redactor.reach(text));
        fresh += text.length + 1;
        if (fresh >= WINDOW_CHARS) ready.push(...give(contextBefore(texts, texts.length)));
      }
      return ready;
    },
    first: (count) => give(texts.length - given - count),
    end: () => give(0),
  };
}

/** All lines of a log at once. */
export function maskLines(texts: readonly string[], redactor: LineRedactor): readonly MaskedText[] {
  const mask = createLineMask(redactor);
  return [...mask.add(texts), ...mask.end()];
}

/** As `maskLines`, of a long log: others have their turn after each window. */
export async function maskInTurns(
  texts: readonly string[],
  redactor: LineRedactor,
  turn: () => Promise<void>,
): Promise<readonly MaskedText[]> {
  const mask = createLineMask(redactor);
  const masked: MaskedText[] = [];
  for (const text of texts) {
    const ready = mask.add([text]);
    if (ready.length === 0) continue;
    masked.push(...ready);
    await turn();
  }
  return [...masked, ...mask.end()];
}

/** How many lines before this place are context for what follows. */
function contextBefore(texts: readonly string[], place: number): number {
  let [lines, chars] = [0, 0];
  for (let i = place - 1; i >= 0 && lines < CONTEXT_LINES; i -= 1) {
    chars += (texts[i]?.length ?? 0) + 1;
    if (chars > CONTEXT_CHARS) break;
    lines += 1;
  }
  return lines;
}

/** Lines of which those from one place to another are to be masked, together with the others. */
interface Window {
  readonly texts: readonly string[];
  readonly reaches: readonly Reach[];
  readonly from: number;
  readonly to: number;
}

/** Most lines stand near nothing that may be a secret, and are not looked at again. */
function masked(window: Window, redactor: LineRedactor): readonly MaskedText[] {
  const { texts, reaches, from, to } = window;
  if (redactor.goesOver(texts)) return maskStretch(window, redactor);
  const given: MaskedText[] = texts.slice(from, to);
  if (reaches.every((reach) => reach === 'none')) return given;
  const isNear = nearSecrets(reaches);
  for (let begin = isNear.indexOf(1); begin !== -1 && begin < to; ) {
    const end = endFrom(isNear, begin);
    const first = Math.min(Math.max(begin, from), end - 1);
    const part = { texts: texts.slice(begin, end), reaches: reaches.slice(begin, end) };
    const stretch = maskStretch({ ...part, from: first - begin, to: Math.min(end, to) - begin }, redactor);
    // What hides its last line, and is not in that line alone, may go on.
    if (end - begin > 1 && end < to && stretch.at(-1) !== maskAlone(texts[end - 1] ?? '', redactor.redact))
      isNear.fill(1, end, end + CONTEXT_LINES);
    else {
      for (const [i, line] of stretch.entries()) if (first + i >= from) given[first + i - from] = line;
      begin = isNear.indexOf(1, end);
    }
  }
  return given;
}

/** 1 for every line that may hold a secret, or more of one. */
function nearSecrets(reaches: readonly Reach[]): Uint8Array {
  const isNear = new Uint8Array(reaches.length);
  for (const [i, reach] of reaches.entries()) {
    if (reach === 'line') isNear[i] = 1;
    if (reach === 'near') isNear.fill(1, Math.max(0, i - NEAR_BEFORE), i + 1 + NEAR_AFTER);
    if (reach === 'far') isNear.fill(1, Math.max(0, i - CONTEXT_LINES), i + 1 + CONTEXT_LINES);
  }
  return isNear;
}

function endFrom(isNear: Uint8Array, from: number): number {
  const end = isNear.indexOf(0, from);
  return end === -1 ? isNear.length : end;
}

/** Lines masked with each other, and by themselves where that may hide something else. */
function maskStretch(
  { texts, reaches, from, to }: Window,
  { redact, redactLines }: LineRedactor,
): readonly MaskedText[] {
  if (texts.length === 1) return texts.slice(from, to).map((line) => maskAlone(line, redact));
  const stamps = texts.map(stampOf);
  const bare = texts.map((line, i) => line.slice(stamps[i]?.length));
  const together = aligned(bare, redactLines(bare));
  const isOver = nearOver(bare, together);
  return texts.slice(from, to).map((line, i): MaskedText => {
    const shown = together[from + i];
    if (shown === undefined) return undefined;
    const text = `${stamps[from + i]}${shown.text}`;
    const alone = !isOver[from + i] ? text : reaches[from + i] === 'none' ? line : maskAlone(line, redact);
    const masked = hiddenByEither(line, alone, text, redact);
    return shown.lines === 1 ? masked : `${masked} [${shown.lines} lines]`;
  });
}

/** What many write before each line: behind it stands what the line would be, at the beginning and below others. */
const STAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[ ]/;

function stampOf(line: string): string {
  return STAMP.exec(line)?.[0] ?? '';
}

/** As it stands, for patterns of the operator, and without its stamp. */
function maskAlone(line: string, redact: (text: string) => string): string {
  const masked = redact(line);
  const stamp = stampOf(masked);
  return stamp === '' ? masked : `${stamp}${redact(masked.slice(stamp.length))}`;
}

/** Whether a line, or what follows it, shows what others hide: what tells of that may stand at the end of this one. */
function nearOver(texts: readonly string[], together: readonly Together[]): readonly boolean[] {
  let isFollowed = false;
  return texts
    .map((text, i) => [text, together[i]?.isOver ?? false] as const)
    .toReversed()
    .map(([text, isOver]) => {
      const isNear = isOver || isFollowed;
      isFollowed = isOver || (isFollowed && text.trim() === '');
      return isNear;
    })
    .toReversed();
}

/** A line masked together with others, and how many lines its mark stands for; none where an earlier mark stands for it. */
type Together = (MaskedLine & { readonly lines: number }) | undefined;

/** A mark takes the place of its secret's lines, so what follows it is looked for further down. */
function aligned(texts: readonly string[], lines: readonly MaskedLine[]): readonly Together[] {
  const placed: Together[] = texts.map(() => undefined);
  let swallowed = texts.length - lines.length;
  let place = 0;
  for (const [i, line] of lines.entries()) {
    const skipped = line.text === texts[place] ? 0 : linesUntil(lines[i + 1]?.text, texts, place + 1, swallowed);
    placed[place] = { ...line, lines: skipped + 1 };
    place += 1 + skipped;
    swallowed -= skipped;
  }
  return placed;
}

function linesUntil(next: string | undefined, texts: readonly string[], from: number, most: number): number {
  if (next === undefined) return most;
  // What stands before a mark is as it was.
  const head = headOf(next);
  for (let skipped = 0; skipped <= most; skipped += 1) {
    const text = texts[from + skipped];
    if (text === next || (head !== '' && text?.startsWith(head))) return skipped;
  }
  return 0;
}

function hiddenByEither(text: string, alone: string, together: string, redact: (text: string) => string): string {
  if (together === text || together === alone) return alone;
  return standalone(alone === text ? redact(together) : shownByBoth(text, alone, together));
}

/** What stands before all marks of both, and after them: between these nothing is shown. */
function shownByBoth(text: string, alone: string, together: string): string {
  const head = shorter(headOf(alone), headOf(together));
  const tail = shorter(tailOf(alone), tailOf(together));
  const mark = /‹hidden[^‹›]*›/.exec(together)?.[0] ?? '‹hidden›';
  return `${text.startsWith(head) ? head : ''}${mark}${text.endsWith(tail) ? tail : ''}`;
}

function headOf(masked: string): string {
  return masked.slice(0, Math.max(0, masked.indexOf('‹hidden')));
}

function tailOf(masked: string): string {
  return masked.slice(masked.lastIndexOf('›') + 1);
}

function shorter(a: string, b: string): string {
  return a.length <= b.length ? a : b;
}

/** A part of a text keeps all of it in memory; this is a part of its own copy. */
function standalone(part: string): string {
  return ` ${part}`.slice(1);
}

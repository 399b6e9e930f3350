/** The lines of a log, masked as the text they are: a key or a manifest is a secret on many lines. */
export interface LineMask {
  /** Takes the next lines. Gives the earliest that were not given yet, as far as enough lines after them are known. */
  add(texts: readonly string[]): readonly MaskedText[];
  /** Gives the rest. */
  end(): readonly MaskedText[];
}

/** A masked line, in the place of the line that it was; undefined where the mark of an earlier line stands for it too. */
export type MaskedText = string | undefined;

/** So much new is masked at once, together with what stands around it. */
const WINDOW_CHARS = 64 * 1_024;
/** A line is masked with so many before and after it; a key of 4,096 bits has 52. */
export const CONTEXT_LINES = 64;
const CONTEXT_CHARS = 32 * 1_024;

/** Texts hold no line ends. */
export function createLineMask(redact: (text: string) => string): LineMask {
  let texts: string[] = [];
  // Characters that came since lines were given last.
  let fresh = 0;
  // How many of the texts were given already, and are there for what follows them.
  let given = 0;
  const give = (after: number): readonly MaskedText[] => {
    const done = texts.length - after;
    const ready = maskLines(texts, redact).slice(given, done);
    const kept = done - contextBefore(texts, done);
    texts = texts.slice(kept);
    given = done - kept;
    fresh = 0;
    return ready;
  };
  return {
    add: (next) => {
      const ready: MaskedText[] = [];
      for (const text of next) {
        texts.push(text);
        fresh += text.length + 1;
        if (fresh < WINDOW_CHARS) continue;
        const after = contextBefore(texts, texts.length);
        if (texts.length - after > given) ready.push(...give(after));
      }
      return ready;
    },
    end: () => give(0),
  };
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

/** The lines of one text, masked together. */
export function maskLines(texts: readonly string[], redact: (text: string) => string): readonly MaskedText[] {
  const text = texts.join('\n');
  const masked = redact(text);
  return masked === text ? texts : aligned(texts, masked.split('\n'));
}

/** A mark takes the place of its secret's lines, so what follows it is looked for further down. */
function aligned(texts: readonly string[], lines: readonly string[]): readonly MaskedText[] {
  const placed: MaskedText[] = texts.map(() => undefined);
  let swallowed = texts.length - lines.length;
  let place = 0;
  for (const [i, line] of lines.entries()) {
    const text = texts[place];
    const skipped = line === text ? 0 : linesUntil(lines[i + 1], texts, place + 1, swallowed);
    placed[place] = line === text ? text : `${standalone(line)}${skipped > 0 ? ` [${skipped + 1} lines]` : ''}`;
    place += 1 + skipped;
    swallowed -= skipped;
  }
  return placed;
}

function linesUntil(next: string | undefined, texts: readonly string[], from: number, most: number): number {
  if (next === undefined) return most;
  // What stands before a mark is as it was.
  const head = next.slice(0, Math.max(0, next.indexOf('‹hidden')));
  for (let skipped = 0; skipped <= most; skipped += 1) {
    const text = texts[from + skipped];
    if (text === next || (head !== '' && text?.startsWith(head))) return skipped;
  }
  return 0;
}

/** A part of a text keeps all of it in memory; this is a part of its own copy. */
function standalone(part: string): string {
  return ` ${part}`.slice(1);
}

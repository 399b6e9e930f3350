/** How traces look, of which one log entry has all lines, joined by line ends. */
export const TRACEBACK = /\bTraceback \(most recent call last\):\s*$/;
/** Java's `\tat a.b.C.d(C.java:1)`, Node's `    at d (file:1:2)` and `    at file:1:2`. */
export const FRAME = /^\s+at (?:async )?(?:\S[^(\n]*\([^)\n]*\)|\S+:\d+(?::\d+)?$|<anonymous>)/;
export const JAVA_MORE = /^(?:Caused by|Suppressed): /;
export const GO_START = /^(?:panic|fatal error): |^goroutine \d+ \[/;
const LEFT_OUT = /^ {2}… \d+ lines …$/;

/** What stands for lines that were let go. */
export function leftOut(lines: number): string {
  return `  … ${lines} lines …`;
}

/** The line of an entry that says what went wrong: the exception. */
export function tellingLine(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  if (lines.some((line) => TRACEBACK.test(line))) return lines.findLast((line) => /^[^\s|+]/.test(line)) ?? first;
  const panic = lines.find((line) => GO_START.test(line));
  if (panic !== undefined) return panic;
  const frame = lines.findIndex((line) => FRAME.test(line));
  return lines.findLast((line) => JAVA_MORE.test(line)) ?? lines[frame - 1] ?? first;
}

/** An entry in so many characters: its middle goes first, its last line last. */
export function cutEntry(text: string, most: number): string {
  if (text.length <= most) return text;
  const lines = text.split('\n').filter((line) => !LEFT_OUT.test(line));
  const last = (lines.pop() ?? '').slice(0, most / 2).toWellFormed();
  const head: string[] = [];
  let room = most - last.length - leftOut(lines.length).length - 2;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    head.push(line);
  }
  return [...head, leftOut(lines.length - head.length), last].join('\n');
}

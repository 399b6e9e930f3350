import { createEntries, type EntryLine } from '#investigation/log-reading/entries.ts';
import { levelOf } from '#investigation/log-reading/level.ts';
import { createLineMask, type MaskedText } from '#investigation/log-reading/mask-lines.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { followRaw, type RawLine, type RunLog } from './follow-raw.ts';
import { writtenLine } from './log-line.ts';

export interface FollowedLog extends RunLog {
  readonly redactor: Redactor;
}

/** A line, or the entry that many make. One without a stamp is the kubelet's own word. */
export interface FollowedLine extends EntryLine {
  /** When its last line came, ms since the epoch. */
  readonly at: number;
}

/** A line is held for so long: one after it may tell that it is part of a secret, or of an entry. */
const HOLD_MS = 200;

/** The entries of one run of a container as they are written, masked; ends and throws as `followRaw`, after it gave what had come. */
export async function* followLog(log: FollowedLog): AsyncGenerator<FollowedLine> {
  const { clock } = log;
  const mask = createLineMask(log.redactor);
  const entries = createEntries<FollowedLine>();
  const held: Omit<FollowedLine, 'text' | 'level'>[] = [];
  let failure: unknown;
  try {
    for await (const lines of withPauses(followRaw(log), clock, () => held.length > 0 || entries.isOpen)) {
      yield* given(mask.add(lines.map(hold)));
      yield* given(lines.length === 0 ? mask.end() : mask.first(known()));
      if (lines.length === 0) yield* entries.end();
    }
  } catch (error) {
    failure = error;
  }
  yield* given(mask.end());
  yield* entries.end();
  if (failure !== undefined) throw failure;

  function hold({ at, text: raw, bytes }: RawLine): string {
    const { stamp, text } = writtenLine(raw);
    held.push({ at, stamp, bytes });
    return text;
  }

  /** How many of the held lines have waited long enough: few at a time would be masked with the same others again and again. */
  function known(): number {
    const [oldest] = held;
    const now = clock.now();
    if (!oldest || now - oldest.at < 2 * HOLD_MS) return 0;
    return held.filter(({ at }) => now - at >= HOLD_MS).length;
  }

  function* given(texts: readonly MaskedText[]): Generator<FollowedLine> {
    const lines = held.splice(0, texts.length);
    for (const [i, line] of lines.entries()) {
      const text = texts[i];
      if (text !== undefined) yield* entries.add({ ...line, text, level: levelOf(text) });
    }
  }
}

/** The lists as they come, and an empty one when none comes for as long as a line is held. */
async function* withPauses<T>(
  lists: AsyncGenerator<readonly T[]>,
  clock: Clock,
  isHeld: () => boolean,
): AsyncGenerator<readonly T[]> {
  let next = lists.next();
  try {
    for (;;) {
      const rest = new AbortController();
      const pause = isHeld() ? [clock.sleep(HOLD_MS, rest.signal)] : [];
      const came = await Promise.race([next, ...pause]);
      rest.abort();
      if (came?.done) return;
      yield came?.value ?? [];
      if (came) next = lists.next();
    }
  } finally {
    next.catch(() => {});
    void lists.return(undefined).catch(() => {});
  }
}

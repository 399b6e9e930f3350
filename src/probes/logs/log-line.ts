import type { JobNames } from '#investigation/job-id.ts';
import { cutEntry } from '#investigation/log-entry.ts';
import { levelOf } from '#investigation/log-reading/level.ts';
import { sayBytes } from '#investigation/log-reading/say-bytes.ts';
import type { LogLine } from '#investigation/observation.ts';
import { parseStamp } from '../kubernetes/stamps.ts';

export interface LogSource {
  readonly source: LogLine['source'];
  readonly pod: string;
  readonly container: string;
}

/** A line as it was written, without the kubelet's stamp and terminal commands. */
export interface WrittenLine {
  readonly stamp: number | undefined;
  readonly text: string;
  /** How many bytes are shown as `�` because they are no text. */
  readonly notText: number;
}

/** A line, or an entry of many, that is masked and not yet cut; `bytes` is how long it was, where only its beginning was read. */
export interface MaskedLine extends Pick<WrittenLine, 'stamp' | 'text'> {
  readonly bytes?: number | undefined;
  /** Where it is known already. */
  readonly level?: LogLine['level'];
}

const LONGEST = 1_000;
/** A secret that begins so close to where a line was cut before it was masked need not show that it is one. */
const UNSURE = 4_096;
/** Colours and other terminal commands. */
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g;
/** Control characters, and those that end a line or turn the direction of a text. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A line of `GET …/log?timestamps=true`, the kubelet's stamp taken off. */
export function writtenLine(line: string): WrittenLine {
  const space = line.indexOf(' ');
  const stamp = parseStamp(space === -1 ? line : line.slice(0, space));
  const words = stamp === undefined ? line : space === -1 ? '' : line.slice(space + 1);
  const bare = words.replace(ESCAPES, '').replace(/\r$/, '');
  const text = bare.replace(CONTROLS, '\ufffd');
  const notText = text === bare ? 0 : Buffer.byteLength((bare.match(CONTROLS) ?? []).join(''));
  return { stamp, text, notText };
}

/**
 * The fact that a masked line makes, with the level it says it has; its text is cut to so many characters, the note of the
 * cut among them. `names` are those of the job in question, where there is one.
 */
export function logLine(line: MaskedLine, from: LogSource, names?: JobNames, most = LONGEST): LogLine {
  const { stamp, text } = line;
  return {
    kind: 'log-line',
    ...from,
    ...(stamp === undefined ? {} : { stamp }),
    level: line.level ?? levelOf(text),
    namesJob: names?.mentionedIn(text) ?? false,
    text: cut(line, most),
  };
}

function cut({ text, bytes }: MaskedLine, most: number): string {
  if (bytes === undefined && fits(text, most)) return text;
  if (bytes === undefined && text.includes('\n')) return cutEntry(text, most);
  const note = ` … [cut, ${sayBytes(bytes ?? Buffer.byteLength(text))}]`;
  const sure = bytes === undefined ? text.length : Math.max(0, text.length - UNSURE);
  return `${beginning(text, Math.min(most - note.length, sure))}${note}`;
}

/** Counted in code points, not UTF-16 units: half a character is none. */
function fits(text: string, most: number): boolean {
  return text.length <= most || (text.length <= 2 * most && [...text].length <= most);
}

function beginning(text: string, most: number): string {
  return [...text.slice(0, 2 * most)].slice(0, most).join('');
}

import type { JobNames } from '#investigation/job-id.ts';
import type { LogLine } from '#investigation/observation.ts';
import { parseStamp } from '#probes/kubernetes/stamps.ts';
import { levelOf } from './level.ts';

export interface LogSource {
  readonly source: LogLine['source'];
  readonly pod: string;
  readonly container: string;
}

const LONGEST = 1_000;
/** Colours and other terminal commands. */
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A line of `GET …/log?timestamps=true` as a fact: the kubelet's stamp, the level the line says it has, and the text
 * without terminal commands, cut to 1,000 characters. `names` are those of the job in question, where there is one.
 */
export function readLogLine(line: string, from: LogSource, names?: JobNames): LogLine {
  const space = line.indexOf(' ');
  const stamp = parseStamp(space === -1 ? line : line.slice(0, space));
  const words = stamp === undefined ? line : space === -1 ? '' : line.slice(space + 1);
  const text = words.replace(ESCAPES, '').replace(/\r$/, '').replace(CONTROLS, '\ufffd');
  return {
    kind: 'log-line',
    ...from,
    ...(stamp === undefined ? {} : { stamp }),
    level: levelOf(text),
    namesJob: names?.mentionedIn(text) ?? false,
    text: cut(text),
  };
}

/** Code points, not UTF-16 units: half a character is none. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : [...text.slice(0, 2 * LONGEST)].slice(0, LONGEST).join('');
}

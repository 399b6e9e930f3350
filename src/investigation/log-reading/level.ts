import type { LogLine } from '../observation.ts';

type Level = LogLine['level'];

const LEVELS: ReadonlyMap<string, Level> = new Map(
  Object.entries<Level>({
    trace: 'debug',
    debug: 'debug',
    info: 'info',
    information: 'info',
    notice: 'info',
    warn: 'warning',
    warning: 'warning',
    error: 'error',
    err: 'error',
    exception: 'error',
    critical: 'error',
    crit: 'error',
    alert: 'error',
    fatal: 'error',
    panic: 'error',
    emerg: 'error',
    emergency: 'error',
    severe: 'error',
  }),
);
const NAMES = [...LEVELS.keys()].join('|');

/** A line says its level near its beginning, or not at all. */
const HEAD = 100;

/** `2025-11-13T15:34:15+0000 INFO pz.…`, `… - name - ERROR - …`, `ERROR:root:…`: Python's styles write capitals. */
const CAPITALS = new RegExp(`(?<![A-Za-z0-9_.])(${NAMES.toUpperCase()})(?![A-Za-z0-9_.=(])`);
/** `[error]`, `<warn>` and `level=error`, as RabbitMQ, nginx and logfmt write. */
const MARKED = new RegExp(`[[<](${NAMES})[\\]>]|\\b(?:level|lvl|severity)=["']?(${NAMES})\\b`, 'i');
/** klog: `E1113 15:34:15.123456       1 main.go:12] …` */
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const BY_LETTER: Readonly<Record<string, Level>> = { D: 'debug', I: 'info', W: 'warning', E: 'error', F: 'error' };
const SAYS_ERROR =
  /\btraceback\b|(?<![a-z])(?:errors?|exception|fatal|critical|panic)(?![a-z])|\bfailed to\b|\bsegmentation fault\b|\bcore dumped\b/i;
/** Names of exceptions, also where they do not end in Error: those of Python's libraries for HTTP, AMQP, MongoDB and sockets. */
const NAMES_ERROR =
  /[a-z](?:Error|Exception)\b|\b\w+\.(?:exceptions|errors)\.[A-Z]\w+|\b(?:(?:Channel|Connection)ClosedBy\w+|(?:Channel|Connection)Closed|AutoReconnect|(?:Read|Write|Connect|Pool|Network)Timeout|gaierror|herror|OOMKilled)\b/;
/** What the shell says of a process that was killed. */
const SAYS_KILLED = /(?:^|[\s:])Killed(?:$|\s+\S)/;
const SAYS_WARNING = /\bwarn(?:ing)?\b/i;
/** `error: none`, `error=null`, `"error":""`, `0 errors`, `0 Error(s)`, `no errors`: there is none. */
const NO_ERROR =
  /\b(?:errors?|err|exceptions?)(?:[_ -]?count)?["']?\s*[:=]\s*["']?(?:none|null|nil|undefined|false|no|n\/a|0|""|''|\[\]|\{\}|"(?=[,}]))(?![\w.])|\b(?:0|no|without(?: any)?) (?:errors?|exceptions?)(?:\(s\))?/gi;

/** Reads lines in a format of one's own. Each line of each log passes it: what it does takes time linear in the line. */
export interface LogReader {
  readonly id: string;
  /** The level that a line says it has, by its masked text; undefined where it is not in this format. */
  levelOf(text: string): Level | undefined;
}

export const levels: readonly Level[] = ['debug', 'info', 'warning', 'error', 'unknown'];

let readers: readonly LogReader[] = [];

/** The readers of plugins, which are told once, before anything is read: docs/decisions/0042. */
export function readAlsoBy(own: readonly LogReader[]): void {
  readers = own;
}

/** The level that a line says it has; one that says none is judged by its words. */
export function levelOf(text: string): Level {
  for (const reader of readers) {
    const level = reader.levelOf(text);
    if (level !== undefined) return level;
  }
  return builtInLevel(text);
}

function builtInLevel(text: string): Level {
  const fields = fieldsOf(text);
  if (fields) return saidLevel(fields) ?? levelOfFields(fields, text);
  return klogLevel(text) ?? namedLevel(text.slice(0, HEAD)) ?? wordsLevel(text);
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(text: string): Fields | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

/** The usual keys, Elastic's and OpenTelemetry's. */
const LEVEL_KEYS = [
  'level',
  'severity',
  'levelname',
  'lvl',
  'log.level',
  'severity_text',
  'severityText',
  'SeverityText',
];

function saidLevel(fields: Fields): Level | undefined {
  const said = [...LEVEL_KEYS.map((key) => fields[key]), nested(fields.log)];
  const level = said.find((value) => typeof value === 'string' || typeof value === 'number');
  const { s, severity_number, severityNumber = severity_number, SeverityNumber = severityNumber } = fields;
  return (
    (level === undefined ? undefined : levelNamed(String(level))) ??
    (typeof SeverityNumber === 'number' && SeverityNumber > 0 ? telemetryLevel(SeverityNumber) : undefined) ??
    // MongoDB's lines have one letter under `s`, `D1` to `D5` for debug.
    (typeof s === 'string' ? BY_LETTER[s.charAt(0)] : undefined)
  );
}

function nested(log: unknown): unknown {
  return typeof log === 'object' && log !== null && 'level' in log ? log.level : undefined;
}

/** A name, OpenTelemetry's short name such as `ERROR2`, or a number as pino and bunyan write: 10 is trace, 60 fatal. */
function levelNamed(said: string): Level | undefined {
  const number = Number(said);
  if (said === '' || Number.isNaN(number)) return LEVELS.get(said.toLowerCase().replace(/\d$/, ''));
  if (number < 10) return undefined;
  if (number < 30) return 'debug';
  if (number < 40) return 'info';
  return number < 50 ? 'warning' : 'error';
}

/** 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal. */
function telemetryLevel(number: number): Level {
  if (number < 9) return 'debug';
  if (number < 13) return 'info';
  return number < 17 ? 'warning' : 'error';
}

/** A line of fields that say no level: an error that is there, or the words of its message. */
function levelOfFields(fields: Fields, text: string): Level {
  if ([fields.error, fields.err, fields.exception].some(isThere)) return 'error';
  const message = fields.msg ?? fields.message ?? fields.event ?? fields.body;
  return typeof message === 'string' ? levelOf(message) : wordsLevel(text);
}

function isThere(error: unknown): boolean {
  return Boolean(error) && !/^(?:none|null|ok|no|0)?$/i.test(String(error));
}

function klogLevel(text: string): Level | undefined {
  const letter = KLOG.exec(text)?.[1];
  return letter === undefined ? undefined : BY_LETTER[letter];
}

function namedLevel(head: string): Level | undefined {
  const name = CAPITALS.exec(head)?.[1] ?? MARKED.exec(head)?.slice(1).find(Boolean);
  return name === undefined ? undefined : LEVELS.get(name.toLowerCase());
}

function wordsLevel(text: string): Level {
  if (saysError(text)) return 'error';
  return SAYS_WARNING.test(text) ? 'warning' : 'unknown';
}

function saysError(text: string): boolean {
  if (NAMES_ERROR.test(text) || SAYS_KILLED.test(text)) return true;
  return SAYS_ERROR.test(text) && SAYS_ERROR.test(text.replaceAll(NO_ERROR, ''));
}

import type { LogLine } from '#investigation/observation.ts';

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
const SAYS_ERROR = /\btraceback\b|(?<![a-z])(?:error|exception|fatal|critical|panic)(?![a-z])|\bfailed to\b/i;
const NAMES_ERROR = /[a-z](?:Error|Exception)\b/;
const SAYS_WARNING = /\bwarn(?:ing)?\b/i;

/** The level that a line says it has; one that says none is judged by its words. */
export function levelOf(text: string): Level {
  return jsonLevel(text) ?? klogLevel(text) ?? namedLevel(text.slice(0, HEAD)) ?? wordsLevel(text);
}

function jsonLevel(text: string): Level | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { level, severity, levelname, lvl, s } = JSON.parse(text) as Record<string, unknown>;
    const said = [level, severity, levelname, lvl].find((value) => typeof value === 'string');
    // MongoDB's lines have one letter under `s`, `D1` to `D5` for debug.
    return LEVELS.get(String(said).toLowerCase()) ?? (typeof s === 'string' ? BY_LETTER[s.charAt(0)] : undefined);
  } catch {
    return undefined;
  }
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
  if (SAYS_ERROR.test(text) || NAMES_ERROR.test(text)) return 'error';
  return SAYS_WARNING.test(text) ? 'warning' : 'unknown';
}

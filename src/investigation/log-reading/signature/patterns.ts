const HEX = '[0-9A-Fa-f]';
const NO_WORD_BEFORE = '(?<![A-Za-z0-9])';
const NO_WORD_AFTER = '(?![A-Za-z0-9])';

const day = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const clock = '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?';
const zone = '(?: ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)(?![A-Za-z0-9]))?';
const group = `${HEX}{1,4}`;
const random = '[bcdfghjklmnpqrstvwxz2456789]';
const units =
  '(?:%|(?:[nuµμm]?s|m|h|d|secs?|mins?|milliseconds?|seconds?|minutes?|hours?|days?|' +
  `[kKMGT]?i?[Bb]|[KMGT]i|[Bb]ytes?|[kKMG]?[Hh]z)${NO_WORD_AFTER})`;

/** Names of errors. */
export const ERROR_NAME = /(?<![A-Za-z0-9])(?:[A-Za-z]\w{0,80}(?:Error|Exception)|E\d{5})(?!\w)/y;

/** HTTP's or a process's status where the words say that it is one. */
export const STATUS = new RegExp(
  '(?<![A-Za-z])(?:[Ss]tatus(?:[ _-]?[Cc]ode)?|STATUS|[Cc]ode|HTTP(?:/\\d(?:\\.\\d)?)?|[Hh]ttp)' +
    `["']?(?: ?[:=]| returned| [Ee]rror)?["' (]{0,2}[1-5]\\d\\d(?![A-Za-z0-9]|\\.\\d)`,
  'y',
);

export const TIME = sticky([
  `\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?${zone}`,
  `${day}${month} \\d{1,2}(?:,? \\d{4})? ${clock}${zone}(?: \\d{4})?`,
  `${day}\\d{1,2}[ /-]${month}[ /-]\\d{4}[ :]${clock}${zone}`,
  `${NO_WORD_BEFORE}${clock}${zone}`,
]);

export const IPV6 = sticky([
  `(?<![\\w:.])(?=[0-9A-Fa-f:.]*\\d)(?:(?:${group}:){7}${group}|(?:${group}(?::${group}){0,6})?::` +
    `(?:${group}(?::${group}){0,6}(?:\\.\\d{1,3}){0,3})?)(?:%\\w+)?(?![\\w:])`,
]);

/** The end of a pod's name: of its replica set and of its own. */
export const RANDOM_NAME = sticky([`(?<=[a-z0-9]-)${random}{6,10}-${random}{5}${NO_WORD_AFTER}`]);

export const MEMORY = sticky([`0[xX]${HEX}+`]);

/** Numbers and durations, with their unit. */
export const QUANTITY = sticky([
  `${NO_WORD_BEFORE}\\d+(?:\\.\\d+)?(?:[nuµμm]?s|m|h|d)(?=\\d)\\d+(?:\\.\\d+)?(?:[nuµμm]?s|m)${NO_WORD_AFTER}`,
  `(?:(?<![\\w)\\]])[+-])?\\d+(?:[.,]\\d+)*(?:e[+-]?\\d+)?(?: ?${units})?`,
]);

function sticky(forms: readonly string[]): RegExp {
  return new RegExp(forms.join('|'), 'y');
}

/** Where the match ends that begins at a place of the line; 0 where none does. */
export function matchEnd(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : 0;
}

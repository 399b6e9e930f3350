const READ = 1_000;

/** The signature of a line as one pattern says it: slow, and the reference for `signatureOf`, which reads by hand. */
export function signatureByPattern(text: string): string {
  return text
    .slice(0, READ)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(CHANGING, (part, meaning: string | undefined) => (meaning === undefined ? '#' : part))
    .replace(/#(?:(?:[-.:/]|, ?| )#)+/g, '#');
}

const HEX = '[0-9A-Fa-f]';
const NO_WORD_BEFORE = '(?<![A-Za-z0-9])';
const NO_WORD_AFTER = '(?![A-Za-z0-9])';

/** Names of errors, and HTTP's or a process's status where the words say that it is one. */
const meaning = [
  `${NO_WORD_BEFORE}(?:[A-Za-z]\\w{0,80}(?:Error|Exception)|E\\d{5})(?!\\w)`,
  '(?<![A-Za-z])(?:[Ss]tatus(?:[ _-]?[Cc]ode)?|STATUS|[Cc]ode|HTTP(?:/\\d(?:\\.\\d)?)?|[Hh]ttp)' +
    `["']?(?: ?[:=]| returned| [Ee]rror)?["' (]{0,2}[1-5]\\d\\d(?![A-Za-z0-9]|\\.\\d)`,
];

const day = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const clock = '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?';
const zone = '(?: ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)(?![A-Za-z0-9]))?';
const times = [
  `\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?${zone}`,
  `${day}${month} \\d{1,2}(?:,? \\d{4})? ${clock}${zone}(?: \\d{4})?`,
  `${day}\\d{1,2}[ /-]${month}[ /-]\\d{4}[ :]${clock}${zone}`,
  `${NO_WORD_BEFORE}${clock}${zone}`,
];

const group = `${HEX}{1,4}`;
const addresses = [
  `(?<![\\w:.])(?=[0-9A-Fa-f:.]*\\d)(?:(?:${group}:){7}${group}|(?:${group}(?::${group}){0,6})?::` +
    `(?:${group}(?::${group}){0,6}(?:\\.\\d{1,3}){0,3})?)(?:%\\w+)?(?![\\w:])`,
];

/** What Kubernetes makes random names of: no vowels, so that they are no words. */
const random = '[bcdfghjklmnpqrstvwxz2456789]';
const ids = [
  `${NO_WORD_BEFORE}${HEX}{8}(?:-${HEX}{4}){3}-${HEX}{12}${NO_WORD_AFTER}`,
  `(?<=[a-z0-9]-)${random}{6,10}-${random}{5}${NO_WORD_AFTER}`,
  `(?<=\\d-)${random}{5}${NO_WORD_AFTER}`,
  `(?<=[a-z]-)(?=[a-z]{0,4}\\d)${random}{5}${NO_WORD_AFTER}`,
  `${NO_WORD_BEFORE}(?=\\d*[A-Fa-f])(?=[A-Fa-f]*\\d)${HEX}{6,}${NO_WORD_AFTER}`,
  `${NO_WORD_BEFORE}(?=[A-Za-z]*\\d+[A-Za-z])[A-Za-z0-9]{6,}${NO_WORD_AFTER}`,
  `${NO_WORD_BEFORE}0[xX]${HEX}+`,
  `(?<=‹hidden )${HEX}+(?=›)`,
];

const units =
  '(?:%|(?:[nuµμm]?s|m|h|d|secs?|mins?|milliseconds?|seconds?|minutes?|hours?|days?|' +
  `[kKMGT]?i?[Bb]|[KMGT]i|[Bb]ytes?|[kKMG]?[Hh]z)${NO_WORD_AFTER})`;
const numbers = [
  `(?:${NO_WORD_BEFORE}\\d+(?:\\.\\d+)?(?:[nuµμm]?s|m|h|d)(?=\\d))+\\d+(?:\\.\\d+)?(?:[nuµμm]?s|m)${NO_WORD_AFTER}`,
  `(?:(?<![\\w)\\]])[+-])?\\d+(?:[.,]\\d+)*(?:e[+-]?\\d+)?(?: ?${units})?`,
];

const CHANGING = new RegExp(`(${meaning.join('|')})|${[...times, ...addresses, ...ids, ...numbers].join('|')}`, 'g');

const ID = String.raw`[1-9]\d{0,5}-[1-9]\d{0,8}`;
/** No part of a longer number, date or name; the random end of a pod's name and the time in a queue's may follow. */
const ENDS = String.raw`(?![\p{L}\d_])(?!\.\d)(?!-\d{1,4}(?![a-z\d]))`;
const AND = `(?: ?, ?| and | or | & )`;

const RANGES =
  'channels?|freq(?:uency|uencies)?|nfft|range|height|duration|bins?|samples?|sensors?|rows?|lines?|pages?|ports?';
const MONTHS = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
/** `channels: 1-50`, `between 10-20`, `November 12-14`. */
const RANGE_BEFORE = String.raw`(?<!\p{L})(?:${RANGES}|between|${MONTHS})["']?[ :=(\[]*`;
/** `10-20 Hz`, `1-50 channels`, `2-3 times`, `12-14 Nov`. */
const UNIT_AFTER = String.raw`(?! ?(?:%|(?:[kmg]?hz|[mµun]?s|secs?|seconds?|min(?:ute)?s?|h|hours?|days?|weeks?|m|km|[kmgt]i?b|percent|times|jobs|pods|runs|tests|people|attempts|${RANGES}|${MONTHS})(?!\p{L})))`;

/** What says that a job's id follows: names of a job's parts, arguments of programs, our own commands, and the word itself. */
const NAMING = [
  String.raw`(?<![a-z\d])(?:grpc|cleanup)-(?:job|service)-`,
  String.raw`\bfocus_baby\.`,
  '/metadata/',
  String.raw`(?<!\p{L})(?:/focus(?: (?:timing|logs|job))?|jobs?(?:[ _-]?ids?)?)["']?(?: ?[:=#/] ?| is |[ -])?["'#]?`,
];
const NAMED = new RegExp(
  `(?:${NAMING.join('|')})(${ID}(?:${AND}${ID}${ENDS}${UNIT_AFTER})*)${ENDS}${UNIT_AFTER}`,
  'giu',
);
const EACH = new RegExp(ID, 'g');

const YEAR_AND_MONTH = String.raw`(?!(?:19|20)\d\d-(?:0?[1-9]|1[0-2])(?!\d))`;
const BARE = new RegExp(
  String.raw`(?<![\p{L}\d_./:=@#+-])(?<!(?:${RANGE_BEFORE}))${YEAR_AND_MONTH}(${ID})${ENDS}(?![/:-])${UNIT_AFTER}`,
  'giu',
);

const LINK = /https?:\/\/[^\s/<>|"']*(\/[^\s<>|"'?#]*)/gi;
const WHOLE = new RegExp(`^${YEAR_AND_MONTH}(${ID})$`);
const RANGE = new RegExp(`^(?:${RANGES})$`, 'i');

/** Ids that are a whole step of a link's path. */
function inPaths(text: string): readonly string[] {
  return [...text.matchAll(LINK)].flatMap(([, path = '']) => {
    const steps = path.split('/');
    return steps.filter((step, i) => WHOLE.test(step) && !RANGE.test(steps[i - 1] ?? ''));
  });
}

/** Longer than a message of Slack; what comes after it is not read. */
const LONGEST = 50_000;

/**
 * The ids of jobs that a text is about, in their order. Where something says that it is a job's, as in `job 19-7` or
 * `grpc-job-19-7-8rlgb`, only those; else every two numbers with a dash that are no range, date or part of another name;
 * else those that a link leads to.
 */
export function jobsIn(text: string): readonly string[] {
  const read = text.slice(0, LONGEST).replace(/[‐‑‒–−]/g, '-');
  const named = [...read.matchAll(NAMED)].flatMap(([, ids = '']) => ids.match(EACH) ?? []);
  const bare = named.length > 0 ? named : [...read.matchAll(BARE)].map(([, id = '']) => id);
  return [...new Set(bare.length > 0 ? bare : inPaths(read))];
}

import { saysSecret } from './names.ts';

/** The first word of what is said of a secret in its place; a secret does not begin with it. */
const SAID = new Set(
  (
    'null nil none true false undefined nan yes no not on off n/a unset empty missing required optional invalid expired ' +
    'unauthorized forbidden denied permission wrong incorrect must should may is are was were has have had cannot can could ' +
    'does did do expected unexpected expecting field signature failed failure fails unable unknown enabled disabled default redacted hidden masked ' +
    'removed filtered omitted sensitive authentication authorization automount error errors ok rejected refused too ' +
    'accepted access bad malformed contains changed already found mismatch reset updated created rotated revoked str ' +
    'string int integer bool boolean bytes object any text varchar char number list dict secretstr optional union literal via ' +
    'input nothing unreadable include omit same-origin will would without with within and or of from for in at to by as if when please use using this that the your it its there ' +
    'came names stands holds ' +
    'references referenced loaded loading set provided given supplied needed never only auto automatic generated random prompt ' +
    'שגויה שגוי פגה פג לא חסרה חסר אין נדרשת'
  ).split(' '),
);
const LONGEST = Math.max(...[...SAID].map(({ length }) => length));
const FIRST_WORD = /^[^\s,;:)\].!?'"]+/;

/** In place of a secret: where it is to be found, what it is of, or that it was masked already. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^(?:\*{2,}|x{3,}|X{3,}|\.{3,}|-+|•+|…|<>|\[\]|\{\}|\(\))$/,
  /^[[\](){}<>|,;\\'"`]+$/,
  /^\$[({]/,
  /^\$[A-Z_][A-Z\d_]*$/,
  /^\{\{/,
  /^%(?:\(\w+\))?[sdr]$/,
  /^%\(\w+\)s$/,
  /^\{\w*\}$/,
  /^:\w+$/,
  /^<(?:set|nil|none|unset|not|redacted|hidden|masked|empty|your|secret|from|class|function|object|bound|SET|NONE|REDACTED|HIDDEN|MASKED|EMPTY|YOUR|Set|None|Redacted|Hidden|Empty|Your|Unset|UNSET)\b/,
  /^[[(](?:redacted|empty|hidden|masked|none|not|unset|filtered|secret|sensitive|set|REDACTED|HIDDEN|MASKED|FILTERED|EMPTY|Redacted|Filtered)\b/,
];
/** What is no secret, though it stands in its place: a path, a file, a job id, a time, a digest, a type. */
const OTHERS: readonly RegExp[] = [
  /^(?:\.{0,2}|~)\/[a-z\d._@-]*(?:\/[a-zA-Z\d._@-]*)*[:,;]?$/,
  /^[a-zA-Z]:\\/,
  /^[\w./-]+\.(?:key|pem|crt|cer|ya?ml|json|conf|ini|env|txt|py|ts|js)[:,;]?$/,
  /^\d{1,4}-\d{1,6}$/,
  /^\d{4}-\d\d-\d\d(?:[T ]|$)/,
  /^sha(?:1|256|512)[:-][a-f\d]{8,}$/,
  /^(?:Optional|Union|List|Dict|Literal|Annotated|SecretStr|String|Type)\b\[?/,
];

const NO_SECRET = new RegExp([...PLACEHOLDERS, ...OTHERS].map(({ source }) => source).join('|'));
const SOME = 200;

/** A password may begin with one of these too. */
const SMALL = new Set(
  (
    'no yes not on off is are was were has have had can could does did do must should may will would with without ' +
    'within and or of from for in at to by as if when please use using this that the your it its there never only ' +
    'any some field set'
  ).split(' '),
);

/** Whether what stands in place of a secret is none, but tells something. In quotes it tells less often. */
export function isTelling(value: string, isQuoted = false): boolean {
  const trimmed = value.slice(0, SOME).trim();
  if (trimmed === '') return value.length < SOME;
  const first = FIRST_WORD.exec(trimmed)?.[0].toLowerCase() ?? '';
  if (first.length <= LONGEST && SAID.has(first)) return !isQuoted || isSaid(trimmed);
  if (isQuoted && IS_SENTENCE.test(trimmed) && tellsMore(trimmed.toLowerCase().split(' '))) return true;
  if (isQuoted && SMALL.has(trimmed.toLowerCase().split(/[_-]/, 1)[0] ?? '')) return false;
  return value.length < SOME && (NO_SECRET.test(trimmed) || isCode(trimmed));
}

/** A word of a language by itself, or a sentence that tells more than small words do. */
function isSaid(value: string): boolean {
  if (/^[^\s.,;:!?]+[.,;:!?][^\s]/.test(value)) return false;
  const words = value.toLowerCase().match(/[\p{L}/]+/gu) ?? [];
  const [first = '', second, third] = words;
  if (second === undefined || !SMALL.has(first)) return true;
  if (third === undefined && saysSecret(second)) return true;
  return tellsMore(words);
}

/** What is said of a value. */
const IS_SENTENCE =
  /^[A-Za-z]+(?: [a-z]+){0,2} (?:is|are|must|should|cannot|can|was|has|does|did|may|needs?) [a-z ]+[.!]?$/;

function tellsMore([, ...others]: readonly string[]): boolean {
  return others.some((word) => (SAID.has(word) && !SMALL.has(word)) || TELLS.has(word));
}

const TELLS = new Set(
  (
    'set given specified match matches matched valid allowed available configured defined exist exists present such file ' +
    'character characters long short least most longer shorter be been empty needed contain include blank correct same stored used saved ' +
    'directory session logged user account server request header environment variable'
  ).split(' '),
);

const PATH = /^(?:<|await |new )?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)/;

/** What is called with the name of a variable. */
const LOOKS_UP = /(?:^|\.)(?:getenv|env|environ\.get|config|cfg\.get|config\.get|settings\.get)$/i;

/** A variable, a member or a call without a text in it. */
function isCode(value: string): boolean {
  const [whole, path] = PATH.exec(value) ?? [];
  if (!whole || !path) return false;
  const rest = value.slice(whole.length).replace(/>$/, '');
  if (rest === '' || rest === ',' || rest === ')') {
    if (!path.includes('.')) return path.length < 40 && /^[a-zA-Z_]+$/.test(path) && saysSecret(path);
    if (/^(?:self|this|config|cfg|settings|args|os|env|process|options|params|values|kwargs|request|ctx)\./.test(path))
      return true;
    const parts = path.split('.');
    return parts.length <= 2 && /^[a-zA-Z_.]+$/.test(path) && saysSecret(parts.at(-1) ?? '') && path.length < 40;
  }
  if (/^\(["'][A-Za-z_][\w.]*["']\)$/.test(rest) && LOOKS_UP.test(path)) return true;
  if (rest.startsWith('(')) return /[a-z_]/.test(path) && !/["'`]/.test(rest);
  return (
    rest.startsWith('[') &&
    /^(?:os\.environ|environ|env|process\.env|config|settings|self|args|kwargs|\w+\.\w+)/.test(path)
  );
}

/** Of these it has one: a digit, a sign, or a capital after the first letter. */
const MADE_OF = /[\d!@#$%^&*~+=]|.[A-Z]/;

/** Whether a word looks like made up, not taken from a language. */
export function isMadeUp(word: string): boolean {
  if (!MADE_OF.test(word)) return false;
  if (word.length < 5 || /^(?:[\d.:/-]+|v?\d[\d.]*)$/.test(word)) return /^\d{6,}$/.test(word);
  return (
    (/\d/.test(word) && /[^\d.:,/-]/.test(word)) ||
    hasAfter(word, /[a-z]/, /[!@#$%^&*~+=]/) ||
    hasAfter(word, /[a-z][A-Z]/, /[A-Z]/)
  );
}

/** Whether after the first of one there stands another: no look is begun again. */
function hasAfter(word: string, first: RegExp, other: RegExp): boolean {
  const found = first.exec(word);
  return found !== null && other.test(word.slice(found.index + found[0].length));
}

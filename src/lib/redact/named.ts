import type { Kind } from './kind.ts';

interface Name {
  readonly name: string;
  /** As of its kind. */
  readonly needs: readonly string[];
}

const KEYS = ['api', 'access', 'secret', 'private', 'account', 'signing', 'encryption'];

/** The ends of names that give their value away; what stands before them in the name does not matter. */
const NAMES: readonly Name[] = [
  { name: 'passw(?:or)?d', needs: ['password', 'passwd'] },
  { name: 'passphrase', needs: ['passphrase'] },
  { name: '(?<=[_-])pass', needs: ['_pass', '-pass'] },
  // The shell's own PWD and OLDPWD are folders.
  { name: '(?<!(?:^|[\\s"\'])(?:OLD)?)pwd', needs: ['pwd'] },
  { name: 'pwd(?!=["\']?/)', needs: ['pwd'] },
  { name: 'secret', needs: ['secret'] },
  { name: 'token', needs: ['token'] },
  {
    name: '(?:api|access|secret|private|account|signing|encryption|shared[_-]?access)[_-]?key(?:[_-]?base)?',
    needs: KEYS.flatMap((of) => [`${of}key`, `${of}_key`, `${of}-key`]),
  },
  { name: 'client[_-]?key[_-]?data', needs: ['clientkey', 'client_key', 'client-key'] },
  { name: 'credentials?', needs: ['credential'] },
  { name: '(?<=\\b_)auth', needs: ['_auth'] },
  { name: '(?<=[?&;])sig', needs: ['?sig', '&sig', ';sig'] },
  { name: 'x-(?:amz|goog)-(?:signature|credential)', needs: ['x-amz-', 'x-goog-'] },
];
const NAME = `(?:${NAMES.map(({ name }) => name).join('|')})`;
const needs = NAMES.flatMap((name) => name.needs);

/** A quote, escaped as often as JSON is nested in JSON. */
const QUOTE = `\\\\{0,7}["'\`]`;
const OPENING = `[bur]?${QUOTE}`;
const SPACE = '(?:\\s|\\\\{1,7}[nr]){0,40}';
const IS = '[ \\t]*(?:=>|:=|[:=])[ \\t]*';
/** Anything up to the very quote that opened it: a quote with more backslashes belongs to the value. */
const QUOTED = '(?<secret>(?:(?!\\k<quote>)(?:\\\\+[^\\\\\\n]|[^\\n\\\\]))+)';
/** No value, or where it is to be found: null, ${NAME}, <set to the key …>, ***. */
const NO_VALUE =
  '(?!(?:null|nil|none|true|false|undefined)(?![\\w-])|[bur]?["\'`]|[[{](?:["\'\\s\\\\}\\][{]|$|[\\w.-]{1,40}["\']?\\s{0,8}[:=])|[|>][+-]?\\d?[ \\t]*(?:\\n|\\\\|$)|<(?:set|nil|none|unset)\\b|\\$[({]\\w{1,80}[)}]|\\*{3,}(?![^\\s*]))';
/** A separator ends a bare value where a space, an end or a further name=… follows. */
const BARE = `(?<secret>(?:[^\\s"'\`,;&})\\]\\\\]|[,;&](?![\\s"']|$|[\\w.-]{1,40}=)|[})\\]](?=[\\w!@#$%^*-])|["'](?=[A-Za-z0-9])|\\\\(?![nrt"'\`\\\\]))+)`;

/** Values whose name says what they are. */
export const namedKinds: readonly Kind[] = [
  {
    name: 'an entry of a Kubernetes container environment',
    needs,
    find: new RegExp(
      `(?<keep>\\bname(?:${QUOTE})?[ \\t]*[:=][ \\t]*(?:${QUOTE})?[\\w.-]{0,60}?${NAME}(?:${QUOTE})?,?${SPACE}(?:${QUOTE})?value(?:${QUOTE})?[ \\t]*[:=][ \\t]*(?<quote>${QUOTE}))${QUOTED}`,
      'gi',
    ),
  },
  {
    name: 'the same, bare',
    needs,
    find: new RegExp(
      `(?<keep>\\bname[ \\t]*[:=][ \\t]*[\\w.-]{0,60}?${NAME},?${SPACE}value[ \\t]*[:=][ \\t]*)${NO_VALUE}(?<secret>[^\\s"'\\\\,]+)`,
      'gi',
    ),
  },
  {
    name: 'a quoted value after its name',
    needs,
    also: ['"', "'", '`'],
    find: new RegExp(
      `(?<keep>${NAME}(?:${QUOTE})?\\s{0,40}(?:=>|:=|[:=])\\s{0,40}[bur]?(?<quote>${QUOTE}))${QUOTED}`,
      'gi',
    ),
  },
  {
    name: 'a list of quoted values after its name',
    needs,
    also: ['['],
    find: new RegExp(
      `${NAME}s?(?:${QUOTE})?\\s{0,40}[:=]\\s{0,40}\\[(?:\\s{0,40},?\\s{0,40}(?<quote>${QUOTE})${QUOTED}\\k<quote>)+`,
      'gi',
    ),
    within: new RegExp(`(?<keep>[[,]\\s{0,40}(?<quote>${QUOTE}))${QUOTED}(?=\\k<quote>)`, 'g'),
  },
  {
    name: 'a map of cookies',
    needs: ['cookies'],
    find: new RegExp(`\\bcookies(?:${QUOTE})?\\s{0,40}[:=]\\s{0,40}\\{[^{}\\n]{1,4000}`, 'gi'),
    within: new RegExp(`(?<keep>:\\s{0,40}(?<quote>${QUOTE}))${QUOTED}`, 'g'),
  },
  {
    name: 'an element of XML',
    needs,
    also: ['<'],
    find: new RegExp(`(?<keep><[\\w:.-]{0,60}${NAME}>)(?<secret>[^<\\s]+)`, 'gi'),
  },
  {
    name: 'a pair in brackets, as of a header list',
    needs,
    also: ['(', '['],
    find: new RegExp(
      `(?<keep>[([][bur]?${QUOTE}[\\w.-]{0,60}?${NAME}${QUOTE},\\s{0,8}[bur]?(?<quote>${QUOTE}))${QUOTED}(?=\\k<quote>\\s{0,8}[)\\]])`,
      'gi',
    ),
  },
  {
    name: 'a bare value after its name',
    needs,
    also: ['=', ':'],
    find: new RegExp(`(?<keep>${NAME}(?:${QUOTE})?${IS})(?!\\uE000[0-9a-f]{0,4}\\uE001@)${NO_VALUE}${BARE}`, 'gi'),
  },
  {
    name: 'a block of YAML after its name',
    needs,
    also: ['|', '>'],
    find: new RegExp(
      `(?<keep>(?<=^|\\n)(?<indent>[ \\t]{0,80})[\\w."'-]{0,60}?${NAME}["']?:[ \\t]*[|>][+-]?\\d?[ \\t]*\\n\\k<indent>[ \\t]+)(?<secret>[^\\n]+(?:\\n\\k<indent>[ \\t]+[^\\n]+)*)`,
      'gi',
    ),
  },
  {
    name: 'a word of a command line',
    needs,
    also: ['--'],
    find: new RegExp(
      `(?<keep>(?<![\\w-])--[\\w-]{0,60}${NAME}(?:${QUOTE})?,?\\s{1,40}(?:${OPENING})?)(?!-)${NO_VALUE}(?<secret>[^\\s"'\`\\\\]+)`,
      'gi',
    ),
  },
  {
    name: 'a quoted text of a command line',
    needs,
    also: ['--'],
    find: new RegExp(`(?<keep>(?<![\\w-])--[\\w-]{0,60}${NAME}\\s{1,40}(?<quote>${QUOTE}))${QUOTED}`, 'gi'),
  },
];

const KEY = new RegExp(`(?:${NAME}|^pass|authorization|cookies?|^auth)s?$`, 'i');

/** A key such as `password`, `dbPassword`, `API-KEY` or `Set-Cookie`, whose value is a secret whatever it looks like. */
export function namesSecret(key: string): boolean {
  return KEY.test(key.trim());
}

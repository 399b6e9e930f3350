import type { Kind, Parts } from './kind.ts';
import { NAME_PARTS, sayingOf, saysSecret } from './names.ts';
import { isMadeUp, isTelling } from './telling.ts';

const QUOTE = '\\\\{0,7}["\'`]';
/** Ends what stays of a match, and its secret. */
const VALUE = `(?<quote>${QUOTE})?)(?<secret>(?<=["'\`])[^"'\`\\n\\\\]+|[^\\s"'\`,;\\\\]+)`;
/** With a part that a name of a secret has. */
const NAME = `(?<name>(?=[\\w.-]{0,60}(?:${NAME_PARTS.filter((part) => /^[a-z_]+$/.test(part)).join('|')}))[\\w.-]{2,60})`;
const IN_BRACKETS = '(?:[ ]\\([^()\\n]{1,40}\\))?';
const DURATION = /^(?:\d+(?:ms|[smhd]))+$/;

const isWord = (secret: string): boolean => isMadeUp(secret) && !DURATION.test(secret) && !isTelling(secret);
const isValue = ({ quote, secret = '' }: Parts): boolean => (quote ? !isTelling(secret, true) : isWord(secret));

/** What sentences tell of a secret, where no sign of a value stands between. */
export const toldKinds: readonly Kind[] = [
  {
    name: 'what was done with a password',
    needs: NAME_PARTS,
    also: ['ed ', 'ed:', 'sent', 'set ', 'given', 'value', 'equals', 'read'],
    find: new RegExp(
      `(?<keep>(?<![\\w.-])${NAME}(?:[ ](?:for[ ](?:user[ ])?["']?[\\w.@-]{1,60}["']?|[a-z]{2,12})){0,3}?[ ](?:answered|replied|responded|entered|typed|used|tried|supplied|provided|given|received|sent|presented|returned|read|set|reset|changed|generated|unlocked|value|equals)(?:[ ](?:with|as|to|is|was))?${IN_BRACKETS}:?[ ]${VALUE}`,
      'gi',
    ),
    isSecret: (parts) => {
      const { isSecret, isPassword } = sayingOf(parts.name ?? '');
      const isSaid =
        /(?::|[ ](?:with|as|to|is|was))[ ]["'`\\]{0,8}$/.test(parts.keep ?? '') || parts.quote !== undefined;
      return isSecret && isSaid && isValue(parts) && (isPassword || isMadeUp(parts.secret ?? ''));
    },
  },
  {
    name: 'what a name of a secret was resolved to',
    needs: NAME_PARTS,
    also: [' to ', ' as ', ' into '],
    find: new RegExp(
      `(?<keep>\\b(?:resolved|expanded|decrypted|mapped|set|changed)[ ]["']?${NAME}["']?[ ](?:to|as|into)[ ]${VALUE}`,
      'gi',
    ),
    isSecret: (parts) => saysSecret(parts.name ?? '') && isValue(parts) && parts.quote !== undefined,
  },
  {
    name: 'a secret that was given out',
    needs: [' secret ', ' token '],
    find: /(?<keep>\b(?:returned|issued|got|received|obtained|using|with)[ ](?:the[ ]|a[ ])?(?:secret|token)[ ])(?<secret>(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{16,})/g,
  },
  {
    name: 'what a file of a secret holds',
    needs: ['file contain', 'file content', 'file hold', 'file" contain', "file' contain"],
    find: new RegExp(
      `(?<keep>\\b[\\w.-]{0,60}(?:[pP]ass(?:w(?:or)?d|phrase)?|[pP]w|[sS]ecret|[tT]oken|[kK]ey|[cC]red(?:ential)?s?|[cC]ookie)[._ -]?[fF]ile["']?[ ](?:contains|contents?|holds)${IN_BRACKETS}(?::|[ ]is)?[ ]${VALUE}`,
      'g',
    ),
    isSecret: (parts) => isValue(parts) || /^[A-Z]{12,}$/.test(parts.secret ?? ''),
  },
  {
    name: 'a secret of what signs',
    needs: [' secret ', ' key '],
    find: new RegExp(
      `(?<keep>(?<![\\w-])(?:HS(?:256|384|512)|HMAC|JW[TS]|T?OTP|[sS]ign(?:ed|ing)|(?:[sS]igned|[sS]igning|[vV]erified|[eE]ncrypt(?:ed|ing)|[dD]ecrypt(?:ed|ing))[ ](?:with|using|by)(?:[ ]the)?)[ ](?:secret|key)[ ](?:0x)?${VALUE}`,
      'g',
    ),
    isSecret: isValue,
  },
  {
    name: 'a secret that was expected, and another that came',
    needs: ['expected '],
    find: /\b[eE]xpected[ ](?:passw(?:or)?d|secret|token|cookie|key|signature)[ ]\S+[ ](?:but[ ])?(?:got|received|found|was)[ ]\S+/g,
    within: /(?<keep>[ ]["']?)(?<secret>[^\s"',]+)/g,
    isSecret: ({ secret = '' }) => isWord(secret),
  },
  {
    name: 'a user and a password that a slash parts',
    needs: [' / '],
    find: /(?<keep>\b(?:[lL]og(?:ged)?[ ]?in|[sS]ign(?:ed)?[ ]in|[cC]redentials?)(?:[ ](?:with|as|are))?:?[ ][^\s/]{1,80}[ ]\/[ ])(?<secret>[^\s"',;]+)/g,
    isSecret: ({ secret = '' }) => isWord(secret),
  },
  {
    name: 'a user and a password in a setting',
    needs: ['user.info', 'user_info', 'userinfo', 'basic_auth', 'basic-auth', 'http_auth', 'http-auth'],
    find: /(?<keep>\b(?:user[._]?info|(?:basic|http)[_-]auth)["']?[ ]?[=:][ ]?["']?[\w.@-]{1,80}:)(?<secret>[^\s"'@/,;]{3,})(?![^\s"',;])/g,
    isSecret: ({ secret = '' }) => !isTelling(secret),
  },
];

/** What shows it is named a line before. */
export const shownKinds: readonly Kind[] = [
  {
    name: 'what a path of a secret holds',
    needs: NAME_PARTS,
    also: ['cat ', 'head ', 'tail ', 'less ', 'more ', 'ontent of ', 'ontents of ', 'read from '],
    find: /(?<keep>\b(?:[cC]ontents?[ ]of|[rR]ead[ ]from|(?:cat|head|tail|less|more)(?:[ ]-\S{1,8}){0,2})[ ]["']?(?<name>(?:[\w.~-]{0,60}\/){1,12}[\w.-]{2,80})["']?(?::[ ]|[ ]is[ ]|[ \t]{0,8}\r?\n)["']?)(?<secret>[^\s"']{4,})(?=["']?[ \t]{0,8}\r?(?:\n|$))/g,
    isSecret: ({ name = '', secret = '' }) => saysSecret(name) && !isTelling(secret),
  },
  {
    name: 'a value of a secret that is decoded',
    needs: ['base64 -d', 'base64 --decode'],
    find: /(?<keep>\{\.data\.[\w.\\-]{2,80}\}[^\n]{0,60}\bbase64[ ](?:-d|-D|--decode)[ \t]{0,8}\r?\n)(?<secret>\S{4,})(?=[ \t]{0,8}\r?(?:\n|$))/g,
    isSecret: ({ secret = '' }) => !isTelling(secret),
  },
];

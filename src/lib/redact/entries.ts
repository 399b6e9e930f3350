import type { Kind, Parts } from './kind.ts';
import { NAME_PARTS, saysSecret } from './names.ts';
import { isTelling } from './telling.ts';

const QUOTE = `(?:\\\\{0,7}["']|&quot;)`;
const IS = `[ \\t]{0,20}[:=][ \\t]{0,20}`;
const SPACE = '(?:[ \\t\\r]|\\n[-+> ]?|\\\\{1,7}[nr]){0,40}';
const NAME = `(?<name>[\\w.-]{2,120})`;
const NAMING = '(?:name|key|field)';
const VALUE = `(?<secret>(?:\\\\+[^\\s\\\\"']|[^\\n"'\\\\,}&<]|,(?!ValueFrom))+)`;
const VALUES = ['value', 'Value', 'VALUE'];
const isNamed = ({ name = '', secret = '' }: Parts): boolean => saysSecret(name) && !isTelling(secret);

/** Pairs of a name and a value that stand in places of their own. */
export const entryKinds: readonly Kind[] = [
  {
    name: 'an entry of an environment',
    needs: NAME_PARTS,
    also: VALUES,
    find: new RegExp(
      `(?<keep>\\b${NAMING}(?:${QUOTE})?${IS}(?:${QUOTE})?${NAME}(?:${QUOTE})?,?${SPACE}(?:${QUOTE})?value(?:${QUOTE})?${IS}(?:[|>][+-]?[ \\t]{0,8}\\r?\\n[ \\t]{1,40}|${QUOTE})?)${VALUE}`,
      'gi',
    ),
    isSecret: isNamed,
  },
  {
    name: 'an entry whose value comes first',
    needs: NAME_PARTS,
    also: VALUES,
    find: new RegExp(
      `(?<keep>\\bvalue(?:${QUOTE})?${IS}(?:${QUOTE})?)(?<secret>(?:(?!\\bvalue(?:${QUOTE})?${IS})[^\\n"'\\\\<>])+?)(?=(?:${QUOTE})?,?${SPACE}(?:${QUOTE})?${NAMING}(?:${QUOTE})?${IS}(?:${QUOTE})?${NAME}(?![\\w.-]))`,
      'gi',
    ),
    isSecret: isNamed,
  },
  {
    name: 'a value in an object of its name',
    needs: NAME_PARTS,
    also: VALUES,
    find: new RegExp(
      `(?<keep>(?<![\\w.-])${NAME}(?:${QUOTE})?${IS}\\{${SPACE}(?:${QUOTE})?value(?:${QUOTE})?${IS}(?:${QUOTE})?)${VALUE}`,
      'gi',
    ),
    isSecret: isNamed,
  },
  {
    name: 'a setting of two words',
    needs: NAME_PARTS,
    also: ['set', 'ENV ', 'ARG ', 'header ', '_param '],
    find: /(?<keep>(?:\b(?:ENV|ARG|setenv|set(?: -[gxU]{1,3})?|(?:set|add|proxy_set)[-_]header|fastcgi_param)[ ]{1,8})["']?\$?(?<name>[\w.:-]{2,120})["']?[ ]{1,8}["']?)(?<secret>(?<=["'])[^"'\\\n]+|[^\s"'\\;=:({<>|-][^\s"'\\;]*)/g,
    isSecret: isNamed,
  },
  {
    name: 'a value that is told of a name in quotes',
    needs: NAME_PARTS,
    also: ['value'],
    find: /(?<keep>["'`](?<name>[\w.-]{2,120})["'`][^"'`\n]{0,40}(?:["'`][^"'`\n]{1,80}["'`][^"'`\n]{0,40})?\bvalue:?[ ](?<quote>["'`]))(?<secret>(?:(?!\k<quote>)[^\n])+)/g,
    isSecret: isNamed,
  },
  {
    name: 'the users of a module of Java that lets in',
    needs: ['loginmodule'],
    find: /\b\w{2,60}LoginModule\b(?:(?!LoginModule)[^;])+/g,
    within: /(?<keep>\buser_[\w.-]{1,60}=\\{0,7}")(?<secret>[^"\\\n]+)/g,
    isSecret: ({ secret = '' }) => !isTelling(secret),
  },
  {
    name: 'a key in an object for signing',
    needs: ['"key"', "'key'"],
    find: /(?<keep>["'](?:jwt|signing|encryption)\w{0,20}["']\s{0,8}:\s{0,8}\{[^{}]{0,400}?["']key["']\s{0,8}:\s{0,8}["'])(?<secret>[^"'\n]+)/gi,
    isSecret: ({ secret = '' }) => !isTelling(secret),
  },
  {
    name: 'what a field was and is',
    needs: NAME_PARTS,
    also: ['"field', 'variable "'],
    holds: ({ names = '' }) => saysSecret(names),
    find: /(?:"field":[ ]?|\bvariable[ ])"(?<names>[\w.-]{2,120})"(?:(?!"field":|\bvariable[ ])[^}])+/g,
    within: /(?<keep>(?:"(?:old|new)":[ ]?|\bdefault[ ]{0,20}=[ ]?)")(?<secret>[^"\n]+)/g,
    isSecret: ({ secret = '' }) => !isTelling(secret),
  },
  {
    name: 'a value that does not validate',
    needs: NAME_PARTS,
    also: ['input_value'],
    find: /(?<keep>(?<![\w.])(?<name>[\w.]{2,80}):?\s{1,8}(?:Input|Value|String|Field)[^\n[]{0,200}\[type=\w{1,60}, input_value=["']?)(?<secret>(?<=["'])[^"'\n]+|[^\s"',\]]+)/g,
    isSecret: isNamed,
  },
  {
    name: 'an element of XML',
    needs: NAME_PARTS,
    also: ['<', '&lt;'],
    find: new RegExp(
      `(?<keep>(?:<|&lt;)(?:[\\w-]{1,40}:)?${NAME}(?:[ \\t][^<>\\n]{0,200})?(?:>|&gt;)(?![ @>"'])(?:\\r?\\n\\s{0,40})?(?:<!\\[CDATA\\[)?)(?<secret>(?<=CDATA\\[)[^\\]]+|(?:[^<&\\s]|[ \\t](?=[^\\s<])|&(?!lt;))+)`,
      'g',
    ),
    isSecret: isNamed,
  },
  {
    name: 'an element of XML that an attribute names',
    needs: NAME_PARTS,
    also: ['<'],
    find: new RegExp(
      `(?<keep><[\\w:-]{1,40}[ ](?:name|key)=["']${NAME}["'](?:>(?:\\s{0,40}<[\\w:-]{1,40}(?:[ ][^<>\\n]{0,200})?>)?|[ ]{1,8}(?:value|content)=["']))(?<secret>[^<"'\\n]+)`,
      'gi',
    ),
    isSecret: isNamed,
  },
  {
    name: 'elements of XML beside each other',
    needs: NAME_PARTS,
    also: ['<'],
    find: new RegExp(`(?<keep><(?:name|key)>${NAME}</(?:name|key)>\\s{0,40}<value>)(?<secret>[^<\\n]+)`, 'gi'),
    isSecret: isNamed,
  },
  {
    name: 'a field of a form',
    needs: NAME_PARTS,
    also: ['form-data'],
    find: new RegExp(`(?<keep>form-data; name="${NAME}"\\r?\\n\\r?\\n)(?<secret>[^\\r\\n]+)`, 'g'),
    isSecret: isNamed,
  },
  {
    name: 'a pair in brackets, as of a header list',
    needs: [...NAME_PARTS, 'authorization'],
    also: ["',", '",'],
    find: new RegExp(
      `(?<keep>[([][bur]?(?<quote>["'])${NAME}\\k<quote>,[ ]{0,8}\\[?[bur]?["'])(?:(?<=uthorization.{0,20})(?:Bearer|Basic|Token)[ ])?(?<secret>[^"'\\n]+)(?=["']\\s{0,8}[)\\]])`,
      'g',
    ),
    isSecret: ({ name = '', secret = '' }) =>
      (saysSecret(name) || /^(?:proxy-)?authorization$/i.test(name)) && !isTelling(secret),
  },
];

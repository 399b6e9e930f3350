import type { Kind, Parts } from './kind.ts';
import { NAME_PARTS, saysSecret } from './names.ts';
import { isMadeUp, isTelling } from './telling.ts';

const QUOTED = `(?:N|u|U&)?(?<quote>\\\\{0,7}["'])(?<secret>(?:''|(?!\\k<quote>)[^\\n])+)`;
const isNoTelling = ({ secret = '' }: Parts): boolean => !isTelling(secret);

/** What statements of SQL hold, but for what has its name before it. */
export const statementKinds: readonly Kind[] = [
  {
    name: 'a quoted password of a statement',
    needs: ['identified', 'password'],
    find: new RegExp(
      `(?<keep>\\b(?:IDENTIFIED(?:[ ]WITH[ ]\\w{1,60})?[ ]{1,8}(?:BY|AS)|SET[ ]PASSWORD[ ]FOR[ ][^=\\n]{1,100}=)[ ]{1,8})${QUOTED}`,
      'gi',
    ),
    isSecret: isNoTelling,
  },
  {
    name: 'a bare password of a statement',
    needs: ['identified'],
    find: /(?<keep>\b(?:IDENTIFIED(?:[ ]WITH[ ]\w{1,60})?[ ]{1,8}BY|(?<=IDENTIFIED BY \S{1,100} )REPLACE)[ ]{1,8})(?<secret>[^\s"';\\]+)/gi,
    isSecret: isNoTelling,
  },
  {
    name: 'the values of a row with secrets',
    needs: ['insert into'],
    holds: ({ names = '' }) => names.split(/[,\s"'`]+/).some(saysSecret),
    find: /\bINSERT[ ]INTO[ ][^\s(]{1,100}[ ]?\((?<names>[^()\n]{1,2000})\)[ ]{0,8}VALUES[ ]{0,8}\((?:'(?:''|[^'\n])*'|[^'()\n])*/gi,
    within: /(?<keep>(?<=[(,][ ]{0,8})(?:N|u)?')(?<secret>(?:''|[^'\n])*)/g,
  },
  {
    name: 'a payload of SASL',
    needs: ['saslstart', 'saslcontinue'],
    find: /(?<keep>\bsasl(?:Start|Continue)\b[^\n]{0,200}?\bpayload\\{0,7}["']?[ ]?[:=][ ]?[^\n]{0,40}?)(?<secret>[A-Za-z0-9+/]{16,}={0,2})/g,
  },
  {
    name: 'a change from a secret to another',
    needs: ['changed', 'updated', 'rotated', 'refreshed'],
    find: /(?:passw(?:or)?d|passphrase|secret|token)\w{0,20}[ ](?:\w{1,20}[ ]){0,3}?(?:changed|updated|rotated|refreshed)(?:[ ]from[ ]\S+[ ]to[ ]|:?[ ]old=\S+[ ]new=)\S+/gi,
    within: /(?<keep>[ ](?:(?:from|to)[ ]|(?:old|new)=)["']?)(?<secret>[^\s"']+)/g,
    isSecret: ({ secret = '' }) => isMadeUp(secret),
  },
  {
    name: 'a row of a name and its value',
    needs: NAME_PARTS,
    also: ['|'],
    find: /(?<keep>(?<=^|["'])[ \t]*\|[ \t]*(?<name>[\w.-]{2,60})[ \t]*\|[ \t]*)(?<secret>[^|\s][^|\n"'\\]*?(?<![ \t]))(?=[ \t]*\|[ \t]*(?:["'\\]|$))/g,
    isSecret: ({ name = '', secret = '' }) => saysSecret(name) && isMadeUp(secret),
  },
  {
    name: 'a comparison with secrets',
    needs: NAME_PARTS,
    also: [' in (', ' IN (', ' IN(', ' in(', ' LIKE ', ' like '],
    holds: ({ names = '' }) => saysSecret(names),
    find: /\b(?<names>[\w.]{2,60})[ ](?:NOT[ ])?(?:IN[ ]?\([^()\n]+\)|LIKE[ ]'[^'\n]+')/gi,
    within: /(?<keep>')(?<secret>[^'\n,]{2,}?)(?=%?')/g,
  },
];

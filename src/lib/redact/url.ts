import type { Kind, Parts } from './kind.ts';

/** What follows a scheme. That one stands before is asked last: a scheme may begin at every word, and few have a colon. */
const SCHEME = '(?::(?:\\\\{0,7}/){2})(?<=\\b[a-z][a-z0-9+.-]{0,20}:(?:\\\\{0,7}/){2})';
const USER = { needs: ['@'], also: [':/', ':\\'] };
/** A quote or a further URL ends a password. */
const CHAR = `(?:(?!:(?:\\\\{0,7}/){2})[^\\s"'<>]|'(?=\\w))`;
const isNoPlaceholder = ({ secret = '' }: Parts): boolean =>
  !/^(?:\*+|x{3,}|<[\w -]*>|\$[({]\w+[)}]|\{\w*\})$/i.test(secret);

/** Who may come in by a URL, or by what is one but for its scheme. */
export const urlKinds: readonly Kind[] = [
  // A password may hold @ or /, though no URL should: what stands before a host with a port is it. A port is no password.
  {
    name: 'a password in a URL',
    ...USER,
    find: new RegExp(
      `(?<keep>${SCHEME}[^\\s:@/"'[\\]]{0,200}:)(?!\\d{1,5}(?:[/?#,;)\\s]|$))(?<secret>${CHAR}+(?=@[\\w.-]{1,200}:\\d{2,5}(?![\\w@]))|(?:[^\\s/"']|'(?=\\w))+|${CHAR}+)(?=@)`,
      'gi',
    ),
    isSecret: isNoPlaceholder,
  },
  {
    name: 'a token in place of a user',
    ...USER,
    find: new RegExp(`(?<keep>${SCHEME})(?<secret>[^\\s:@/"'[\\]]{16,})(?=@)`, 'gi'),
    isSecret: isNoPlaceholder,
  },
  {
    name: 'a password in a URL that is encoded',
    needs: ['%3a%2f%2f'],
    find: /(?<keep>%3A%2F%2F[\w.-]{1,100}%3A)(?<secret>(?:(?!%40|%3A%2F%2F)[\w.%~!*'()-])+)(?=%40)/gi,
  },
  {
    name: 'user and password before a host',
    needs: ['@'],
    find: /(?<keep>(?<![\w/.@%-])[\w.-]{1,60}:)(?<secret>[^\s:@/"'\\]{4,})(?=@(?:(?!sha\d)[\w.-]{1,200}:\d{2,5}(?!\w)|tcp\())/g,
    isSecret: isNoPlaceholder,
  },
  {
    name: 'user and password of Oracle',
    needs: ['jdbc:oracle', 'sqlplus '],
    find: /(?<keep>\b(?:jdbc:oracle:\w{1,20}:|sqlplus[ ](?:-\w{1,8}[ ]){0,4}["']?)[\w.$#-]{1,60}\/)(?<secret>(?:(?!jdbc:oracle)[^\s@])+)(?=@)/gi,
  },
  // Numbers are a user and group of a container.
  {
    name: 'user and password of curl',
    needs: ['-u', '-user', '-auth', '-a '],
    find: /(?<keep>(?<![\w-])(?:-[uU]|--(?:proxy-)?user|--auth|(?<=\bhttps? )-a)(?:["']?(?:,[ ]{0,4}|[ \t]{1,8})|=|(?<=-u))["']?[^\s:"'\\=,]{1,100}:)(?!\d+(?!\S))(?<secret>(?<=["'][^\s:"'\\=,]{1,100}:)[^"'\n\\]+(?=["'])|[^\s"'\\]+)/g,
  },
  {
    name: 'a literal of kubectl',
    needs: ['--from-literal'],
    find: /(?<keep>--from-literal(?:=|[ \t]{1,8})["']?[\w.-]{1,253}=["']?)(?<secret>(?<=["'])[^"'\n]+|[^\s"'\\]+)/g,
  },
];

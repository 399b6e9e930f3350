import type { Kind } from './kind.ts';

const SCHEME = '\\b[a-z][a-z0-9+.-]{0,20}:(?:\\\\{0,7}/){2}';

/** Who may come in by a URL or a command that takes one. */
export const urlKinds: readonly Kind[] = [
  // A password may hold @ or /, though no URL should; a port is no password.
  {
    name: 'a password in a URL',
    find: new RegExp(
      `(?<keep>${SCHEME}[^\\s:@/"'[\\]]{0,200}:)(?!\\d{1,5}(?:[/?#,;)\\s]|$))(?<secret>[^\\s/"']{1,500}|[^\\s"']{1,500})(?=@)`,
      'gi',
    ),
  },
  {
    name: 'a token in place of a user',
    find: new RegExp(`(?<keep>${SCHEME})(?<secret>[^\\s:@/"'[\\]]{16,500})(?=@)`, 'gi'),
  },
  // Numbers are a user and group of a container.
  {
    name: 'user and password of curl',
    find: /(?<keep>(?<![\w-])(?:-u|--user)(?:[ \t]{1,8}|=)["']?[^\s:"'\\]{1,100}:)(?!\d+(?!\S))(?<secret>[^\s"'\\]+)/g,
  },
  {
    name: 'the password of a database client',
    find: /(?<keep>\b(?:redis-cli\b[^\n|;]{0,100}?\s-a\s{1,8}|sshpass\s{1,8}-p\s{0,8}|mysql(?:dump|admin)?\b[^\n|;]{0,100}?\s-p)["']?)(?<secret>[^\s"'\\]+)/g,
  },
  {
    name: 'the password of a log-in or of a statement',
    find: /(?<keep>\b(?:docker\s{1,8}login\b[^\n|;]{0,100}?\s-p\s{1,8}|IDENTIFIED\s{1,8}BY\s{1,8})["']?)(?<secret>[^\s"'\\]+)/gi,
  },
  {
    name: 'a literal of kubectl',
    find: /(?<keep>--from-literal(?:=|\s{1,8})["']?[\w.-]{1,253}=)(?<secret>[^\s"'\\]+)/g,
  },
];

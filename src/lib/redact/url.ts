import type { Kind } from './kind.ts';

/** What follows a scheme. That one stands before is asked last: a scheme may begin at every word, and few have a colon. */
const SCHEME = '(?::(?:\\\\{0,7}/){2})(?<=\\b[a-z][a-z0-9+.-]{0,20}:(?:\\\\{0,7}/){2})';

const USER = { needs: ['@'], also: [':/', ':\\'] };

/** Who may come in by a URL or a command that takes one. */
export const urlKinds: readonly Kind[] = [
  // A password may hold @ or /, though no URL should; a port is no password.
  {
    name: 'a password in a URL',
    ...USER,
    find: new RegExp(
      `(?<keep>${SCHEME}[^\\s:@/"'[\\]]{0,200}:)(?!\\d{1,5}(?:[/?#,;)\\s]|$))(?<secret>[^\\s/"']{1,500}|[^\\s"']{1,500})(?=@)`,
      'gi',
    ),
  },
  {
    name: 'a token in place of a user',
    ...USER,
    find: new RegExp(`(?<keep>${SCHEME})(?<secret>[^\\s:@/"'[\\]]{16,500})(?=@)`, 'gi'),
  },
  // Numbers are a user and group of a container.
  {
    name: 'user and password of curl',
    needs: ['-u ', '-u\t', '-u=', '-user ', '-user\t', '-user='],
    find: /(?<keep>(?<![\w-])(?:-u|--user)(?:[ \t]{1,8}|=)["']?[^\s:"'\\]{1,100}:)(?!\d+(?!\S))(?<secret>[^\s"'\\]+)/g,
  },
  {
    name: 'the password of a database client',
    needs: ['redis-cli', 'sshpass', 'mysql'],
    find: /(?<keep>\b(?:redis-cli\b[^\n|;]{0,100}?\s-a\s{1,8}|sshpass\s{1,8}-p\s{0,8}|mysql(?:dump|admin)?\b[^\n|;]{0,100}?\s-p)["']?)(?<secret>[^\s"'\\]+)/g,
  },
  {
    name: 'the password of a log-in or of a statement',
    needs: ['docker', 'identified'],
    find: /(?<keep>\b(?:docker\s{1,8}login\b[^\n|;]{0,100}?\s-p\s{1,8}|IDENTIFIED\s{1,8}BY\s{1,8})["']?)(?<secret>[^\s"'\\]+)/gi,
  },
  {
    name: 'a literal of kubectl',
    needs: ['--from-literal'],
    find: /(?<keep>--from-literal(?:=|\s{1,8})["']?[\w.-]{1,253}=)(?<secret>[^\s"'\\]+)/g,
  },
];

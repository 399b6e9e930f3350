import type { Kind, Parts } from './kind.ts';
import { isTelling } from './telling.ts';

/** Before a text of Python: bytes, raw, formatted. */
const PREFIX = '[bBuUrRfF]{0,2}';
const QUOTED = `${PREFIX}(?<quote>\\\\{0,7}["'])(?<secret>(?:(?!\\k<quote>)(?:\\\\+[^\\n]|[^\\n\\\\]))+)`;
const FIRST = `${PREFIX}(?:\\\\{0,7}["'][^"'\\\\\\n]{0,200}\\\\{0,7}["']|[\\w.@]{1,80}),\\s{0,8}`;
const isNoTelling = ({ secret = '' }: Parts): boolean => !isTelling(secret, true);

function call(name: string, needs: readonly string[], calls: string, before = FIRST): Kind {
  return {
    name,
    needs,
    find: new RegExp(`(?<keep>(?:${calls})\\(\\s{0,8}${before}(?:password\\s{0,4}=\\s{0,4})?)${QUOTED}`, 'g'),
    isSecret: isNoTelling,
  };
}

/** Calls whose arguments are secrets by their place. */
export const callKinds: readonly Kind[] = [
  call(
    'a call with user and password',
    [
      'credential',
      'basicauth',
      'digestauth',
      'auth(',
      'login(',
      'authenticate(',
      'userpassword(',
      'authentication(',
      'updateuser(',
      'bind(',
      'bind_s(',
    ],
    '(?:Credentials|NetworkCredential|BasicAuth|DigestAuth|ProxyAuth|PasswordAuthentication|(?:\\b|_)login|[.]auth|authenticate|authenticate_user|[cC]hangeUserPassword|withCredentials|[bB]asicAuth(?:enticationInterceptor)?|[.](?:simple_)?bind(?:_s)?)',
  ),
  call(
    'a call with source and password',
    ['createcredential', 'createscram', 'createplain', 'getconnection(', 'sql.connect(', 'sqldb.connect('],
    '(?:create\\w{0,20}Credential|getConnection|pymysql\\.connect|MySQLdb\\.connect)',
    `${FIRST}${FIRST}`,
  ),
  call(
    'a call with a password',
    ['.auth(', 'fernet(', 'hmac.new(', 'secret', 'passw', 'token', 'key(', 'crypt(', 'md5(', 'sha1(', 'sha2(', 'pw('],
    '(?:\\.auth|[sS]et(?:\\w{0,20}(?:Password|Passwd|Secret|Token|SecretKey|ApiKey|AccessKey))|\\.(?:password|secret|token)|checkpw|hashpw|Fernet|hmac\\.new|SecretValue|SecretStr|\\b(?:PASSWORD|crypt|MD5|SHA1|SHA2))',
    '',
  ),
  call(
    'a call with text and key',
    ['jwt.', 'pgp_sym_'],
    '(?:jwt\\.(?:encode|decode|sign|verify)|pgp_sym_(?:en|de)crypt)',
    '(?:\\{[^{}]{0,400}\\}|[^\\s,()]{1,400}),\\s{0,8}',
  ),
  {
    name: 'user and password of a request',
    needs: ['auth=', 'auth =', "auth':", 'auth":', 'auth: '],
    find: new RegExp(`(?<keep>\\bauth["']?\\s{0,8}[=:]\\s{0,8}[([]\\s{0,8}${FIRST})${QUOTED}`, 'g'),
    isSecret: isNoTelling,
  },
  {
    name: 'a term of Erlang',
    needs: ['<<'],
    find: /(?<keep>(?:\b(?:default_pass|password|change_password|add_user)\b[^\n]{0,60}?,\s{0,8}|\bencode\b[^\n]{0,80}')<<\\{0,3}")(?<secret>[^"\n]+)/g,
    isSecret: isNoTelling,
  },
  {
    name: 'SASL PLAIN in Erlang',
    needs: ['<<0,"', '<<0, "'],
    find: /(?<keep><<0,[ ]?"[^"\n]{1,100}",[ ]?0,[ ]?")(?<secret>[^"\n]+)/g,
  },
  {
    name: 'what an encryptor made',
    needs: ['enc('],
    find: /(?<keep>\bENC\()(?<secret>[A-Za-z0-9+/=]{8,})/g,
  },
];

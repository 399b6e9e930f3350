import type { Kind, Parts } from './kind.ts';
import { isTelling } from './telling.ts';

/** Between two words of a command line: a space, or what parts them in a list of arguments. */
const GAP = `(?:\\\\{0,7}["'])?(?:,[ ]{0,4}|[ \\t]{1,8})(?:\\\\{0,7}["'])?`;
/** Some words between a command and its option, on the same line and before the next command. */
const WORDS = `[^\\n|;]{0,200}?`;
const CRLF = '(?:\\\\r\\\\n|\\r\\n)';
const OPEN = `(?:\\$?\\\\{0,7}["'])`;

const isNoTelling = ({ secret = '' }: Parts): boolean => secret !== '' && !isTelling(secret) && !secret.startsWith('-');

interface Command {
  readonly name: string;
  readonly needs: readonly string[];
  /** From the command to its secret, as the beginning of a regular expression. */
  readonly before: string;
}

const options = (commands: string, options: string, glue = GAP): string =>
  `(?<![\\w-])(?:${commands})\\b${WORDS}(?<=[\\s"'])(?:${options})${glue}`;

const COMMANDS: readonly Command[] = [
  {
    name: 'rabbitmqctl',
    needs: ['add_user', 'change_password', 'authenticate_user'],
    before: `\\b(?:add_user|change_password|authenticate_user)${GAP}[^\\s"',]{1,100}${GAP}`,
  },
  {
    name: '-p and a word',
    needs: [' -p', '"-p', "'-p"],
    before: options(
      'rabbitmqadmin|mongosh|mongo|mongodump|mongorestore|mongoexport|mongoimport|docker[ ]login|podman[ ]login|helm[ ]registry[ ]login|buildah[ ]login|skopeo[ ]login|oc[ ]login|az[ ]login|sshpass|useradd|usermod',
      '-p',
    ),
  },
  {
    name: '-p in one word',
    needs: [' -p', '"-p', "'-p"],
    before: `(?<![\\w-])(?:mysql(?:dump|admin|import)?|mongo(?:sh|dump)?|sshpass|7za?)\\b${WORDS}\\s-p${OPEN}?(?=[^\\s"'])`,
  },
  { name: 'redis-cli', needs: ['redis-cli'], before: options('redis-cli', '-a|--pass') },
  { name: '-w of ldap', needs: ['ldap'], before: options('ldap[a-z]{3,8}', '-w') },
  {
    name: '-P',
    needs: ['zip', 'ipmitool', 'mosquitto_', 'sqlcmd', 'isql', 'osql'],
    before: options('zip|unzip|ipmitool|mosquitto_[a-z]{2,4}|sqlcmd|[io]sql', '-P'),
  },
  { name: 'ssh-keygen', needs: ['ssh-keygen'], before: options('ssh-keygen', '-[NP]') },
  { name: '-u of lftp', needs: ['lftp'], before: `${options('lftp', '-u')}["']?[^\\s,"']{1,80},` },
  {
    name: 'a secure string of PowerShell',
    needs: ['-securestring'],
    before: `\\bConvertTo-SecureString[ ](?:-String[ ])?(?!-)`,
  },
  { name: 'an unseal key', needs: ['seal key', 'recovery key'], before: `\\b(?:Unseal|Recovery)[ ]Key[ ]\\d{1,2}:[ ]` },
  { name: 'openssl', needs: ['openssl'], before: options('openssl', '-[kK]') },
  { name: 'snmp', needs: ['snmp'], before: `(?<=\\bsnmp[^\\n]{1,200}\\s)-[cAX][ ]` },
  {
    name: 'a cookie of curl',
    needs: ['-b ', '--cookie'],
    before: `(?<![\\w-])(?:-b|--cookie)[ =]{1,4}["']?[\\w.-]{1,60}=`,
  },
  { name: 'getpass', needs: ['getpass'], before: `\\bgetpass(?:\\(\\))?[ ]returned[ ]` },
  {
    name: 'a password from a pipe',
    needs: ['stdin', 'sudo', 'chpasswd'],
    before: `\\becho[ ]{1,4}(?=[^\\n|]{1,200}\\|[ ]{0,4}(?:docker|podman|helm|sudo[ ]-S|passwd|cryptsetup|gh|su)\\b)`,
  },
  {
    name: 'a password for chpasswd',
    needs: ['chpasswd'],
    before: `\\becho[ ]{1,4}["']?[\\w.-]{1,60}:(?=[^\\n|]{1,200}\\|[ ]{0,4}(?:sudo[ ])?chpasswd)`,
  },
  { name: 'mysqladmin', needs: ['mysqladmin'], before: `\\bmysqladmin\\b${WORDS}\\bpassword[ ]{1,4}` },
  {
    name: 'htpasswd',
    needs: ['htpasswd'],
    before: `\\bhtpasswd[ ]-[a-zA-Z]*b[a-zA-Z]*(?:[ ]-C)?(?:[ ]\\d+)?[ ]\\S{1,200}[ ](?:[\\w.-]{1,60}[ ])?(?=\\S{1,200}$)`,
  },
  { name: 'vault', needs: ['vault'], before: `\\bvault[ ](?:login|unseal|operator[ ]unseal)[ ](?!-)(?=\\S{6})` },
  { name: 'net use', needs: ['net use'], before: `\\bnet[ ]use[ ][^\\n]{0,200}?/user:\\S{1,80}[ ]` },
  { name: 'HAProxy', needs: ['stats auth'], before: `\\bstats[ ]auth[ ][^\\s:]{1,80}:` },
  {
    name: 'a community of SNMP',
    needs: ['community '],
    before: `\\b(?:(?:snmp-server|set snmp)[ ]community|r[ow]community6?)[ ]`,
  },
  { name: 'a user of smbclient', needs: ['-u '], before: `\\s-U[ ]{1,4}["']?[\\w.\\\\/-]{1,80}%` },
  {
    name: 'a place in sed',
    needs: ['sed -', "sed 's", 'sed "s', 'sed s'],
    before: `\\bsed\\b[^\\n]{0,60}?s/[^/\\s]{0,40}PASS[^/\\s]{0,40}/`,
  },
  { name: 'a password file of a process', needs: ['-file=<('], before: `-file=<\\(echo[ ]{1,4}` },
  {
    name: 'a text for a password',
    needs: ['<<<'],
    before: `(?:\\bread[ ][^\\n]{0,60}?(?:PASS|TOKEN|SECRET|PW)\\w{0,20}|-stdin)[ ]{0,4}<<<[ ]{0,4}`,
  },
  {
    name: 'requirepass',
    needs: ['requirepass', 'masterauth', 'key-file-pass'],
    before: `\\b(?:requirepass|masterauth|tls-key-file-pass)${GAP}`,
  },
  {
    name: 'AUTH of Redis',
    needs: ['auth '],
    before: `(?<=^|\\n|> |\\d\\] |")(?:AUTH|auth)[ ](?:[\\w-]{1,60}[ ])?(?=[^\\s"]+[ ]*(?:\\n|$|"))`,
  },
  {
    name: 'AUTH in Redis',
    needs: ['auth'],
    before: `\\b(?:HELLO[ ]\\d[ ]AUTH[ ]\\S{1,60}|MIGRATE[ ][^\\n]{1,200}?[ ]AUTH|MIGRATE[ ][^\\n]{1,200}?[ ]AUTH2[ ]\\S{1,60}|auth-pass(?:(?<=sentinel auth-pass)[ ]\\S{1,60})?)[ ]`,
  },
  { name: 'AUTH in quotes', needs: ['"auth"'], before: `"AUTH"[ ](?:"[\\w-]{1,60}"[ ](?="))?(?=")` },
  {
    name: 'AUTH on the wire',
    needs: ['auth\\r'],
    before: `AUTH${CRLF}\\$\\d+${CRLF}(?:[\\w.@-]{1,60}${CRLF}\\$\\d+${CRLF})?`,
  },
  {
    name: 'a user of Redis',
    needs: ['setuser', ' on >', ' on #', 'nopass <', ' ~*'],
    before: `\\b(?:SETUSER|user)[ ]\\S{1,60}[ ][^\\n]{0,200}?(?<=\\s)[><#](?=\\S)`,
  },
  { name: 'npm', needs: ['_authtoken'], before: `_authToken[ ]` },
  { name: 'netrc', needs: ['machine '], before: `\\bmachine[ ]\\S{1,200}[ ]login[ ]\\S{1,100}[ ]password[ ]` },
  { name: 'SASL PLAIN', needs: ['\\0'], before: `\\\\0[\\w.-]{1,60}\\\\0` },
  { name: 'bindpw', needs: ['bindpw', 'rootpw'], before: `\\b(?:bindpw|rootpw(?:modpw)?)[ \\t]{1,8}` },
  {
    name: 'an answer of expect',
    needs: ['send "', "send '", 'send -- '],
    before: `\\b[pP]ass(?:word|phrase)[^\\n]{0,60}?\\bsend[ ](?:--[ ])?`,
  },
  {
    name: 'the colon of a pgpass line',
    needs: [':5432:', ':6379:', ':27017:', ':3306:', ':*:'],
    before: `(?<=^|\\n|")[\\w.*-]{1,80}:(?:\\d{2,5}|\\*):[\\w.*-]{1,80}:[\\w.*-]{1,80}:(?=[^\\s"]+(?:\\n|$|"))`,
  },
  { name: 'an entry of shadow', needs: [':$'], before: `(?<=^|\\n|\\s|")[\\w.-]{1,60}:(?=\\$\\w{1,4}\\$)` },
  { name: 'shell of a basic-auth secret', needs: ['basic-auth'], before: `\\bbasic-auth:[ ]\\w{1,60},` },
  { name: 'a Hebrew log-in', needs: ['התחברות'], before: `פרטי התחברות:[ ][^\\s/]{1,80}[ ]/[ ]` },
];

/** What commands take as a secret by its place. */
export const commandKinds: readonly Kind[] = COMMANDS.map(({ name, needs, before }) => ({
  name: `a secret of ${name}`,
  needs,
  find: new RegExp(`(?<keep>${before}${OPEN}?)(?<secret>(?<=["'])[^"'\\\\\\n]+|[^\\s"'\`\\]\\\\;]+)`, 'g'),
  isSecret: isNoTelling,
}));

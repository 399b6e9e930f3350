import { type Command, options } from './parts.ts';

/** What tools of a shell take, and what people write. */
export const TOOLS: readonly Command[] = [
  // Clients that take a password as an option.
  {
    name: '-p and a word',
    needs: [' -p', '"-p', "'-p"],
    before: options(
      'rabbitmqadmin|mongosh|mongo|mongodump|mongorestore|mongoexport|mongoimport|docker[ ]login|podman[ ]login|helm[ ]registry[ ]login|buildah[ ]login|skopeo[ ]login|oc[ ]login|az[ ]login|sshpass|useradd|usermod',
      '-p',
    ),
  },
  {
    name: '-P',
    needs: ['zip', 'ipmitool', 'mosquitto_', 'sqlcmd', 'isql', 'osql'],
    before: options('zip|unzip|ipmitool|mosquitto_[a-z]{2,4}|sqlcmd|[io]sql', '-P'),
  },
  { name: '-u of lftp', needs: ['lftp'], before: `${options('lftp', '-u')}["']?[^\\s,"']{1,80},` },
  { name: 'ssh-keygen', needs: ['ssh-keygen'], before: options('ssh-keygen', '-[NP]') },
  { name: 'openssl', needs: ['openssl'], before: options('openssl', '-[kK]') },
  { name: 'a user of smbclient', needs: ['-u '], before: `\\s-U[ ]{1,4}["']?[\\w.\\\\/-]{1,80}%` },
  {
    name: 'net use',
    needs: ['net use'],
    before: `\\bnet[ ]use[ ](?:[^\\n]{0,200}?/user:\\S{1,80}|(?:\\w:[ ])?\\\\{2,8}[^\\s/]{1,200})[ ](?!/)`,
  },
  { name: 'wpa_passphrase', needs: ['wpa_passphrase'], before: `\\bwpa_passphrase[ ]\\S{1,60}[ ]` },
  {
    name: 'a link of nginx',
    needs: ['secure_link_md5'],
    before: `\\bsecure_link_md5[ ][^\\n;]{0,200}?[ ](?=[^\\s;$]+"?;)`,
  },
  {
    name: 'a cookie of curl',
    needs: ['-b ', '--cookie'],
    before: `(?<![\\w-])(?:-b|--cookie)[ =]{1,4}["']?[\\w.-]{1,60}=`,
  },
  // Shells: a pipe, a here-string, a file, an edit.
  {
    name: 'a password from a pipe',
    needs: ['stdin', 'sudo', 'chpasswd'],
    before: `\\becho[ ]{1,4}(?=(?:(?!\\becho[ ])[^\\n|])+\\|[ ]{0,4}(?:docker|podman|helm|sudo[ ]-S|passwd|cryptsetup|gh|su)\\b)`,
  },
  {
    name: 'a password for chpasswd',
    needs: ['chpasswd'],
    before: `\\becho[ ]{1,4}["']?[\\w.-]{1,60}:(?=(?:(?!\\becho[ ])[^\\n|])+\\|[ ]{0,4}(?:sudo[ ])?chpasswd)`,
  },
  {
    name: 'a text for a password',
    needs: ['<<<'],
    before: `(?:\\bread[ ][^\\n]{0,60}?(?:PASS|TOKEN|SECRET|PW)\\w{0,20}|-stdin)[ ]{0,4}<<<[ ]{0,4}`,
  },
  { name: 'a password file of a process', needs: ['-file=<('], before: `-file=<\\(echo[ ]{1,4}` },
  {
    name: 'a place in sed',
    needs: ['sed -', "sed 's", 'sed "s', 'sed s'],
    before: `\\bsed\\b[^\\n]{0,60}?s/[^/\\s]{0,40}PASS[^/\\s]{0,40}/`,
  },
  {
    name: 'an answer of expect',
    needs: ['send "', "send '", 'send -- '],
    before: `\\b[pP]ass(?:word|phrase)[^\\n]{0,60}?\\bsend[ ](?:--[ ])?`,
  },
  { name: 'getpass', needs: ['getpass'], before: `\\bgetpass(?:\\([^()\\n]{0,80}\\))?[ ]returned[ ]` },
  {
    name: 'a secure string of PowerShell',
    needs: ['-securestring'],
    before: `\\bConvertTo-SecureString[ ](?:-String[ ])?(?!-)`,
  },
  // What keeps secrets.
  {
    name: 'an unseal key',
    needs: ['seal key', 'recovery key', 'key share'],
    before: `\\b(?:(?:Unseal|Recovery)[ ]Key[ ]\\d{1,2}|[kK]ey[ ]shares?(?:[ ]\\d{1,2})?):[ ](?=\\S{20})`,
  },
  { name: 'vault', needs: ['vault'], before: `\\bvault[ ](?:login|unseal|operator[ ]unseal)[ ](?!-)(?=\\S{6})` },
  {
    name: 'what vault is given',
    needs: ['vault'],
    before: `(?<![\\w.-])[\\w.-]{1,60}=(?!@)(?<=\\bvault[ ](?:write|kv[ ](?:put|patch))[ ][^\\n|;]{1,200})`,
  },
  {
    name: 'htpasswd',
    needs: ['htpasswd'],
    before: `\\bhtpasswd[ ]-[a-zA-Z]*b[a-zA-Z]*(?:[ ]-C)?(?:[ ]\\d+)?[ ]\\S{1,200}[ ](?:[\\w.-]{1,60}[ ])?(?=\\S+$)`,
  },
  { name: 'an entry of shadow', needs: [':$'], before: `(?<=^|\\n|\\s|")[\\w.-]{1,60}:(?=\\$\\w{1,4}\\$)` },
  { name: 'netrc', needs: ['machine '], before: `\\bmachine[ ]\\S{1,200}[ ]login[ ]\\S{1,100}[ ]password[ ]` },
  { name: 'npm', needs: ['_authtoken'], before: `_authToken[ ]` },
  { name: 'shell of a basic-auth secret', needs: ['basic-auth'], before: `\\bbasic-auth:[ ]\\w{1,60},` },
  // What people write.
  {
    name: 'credentials',
    needs: ['creds ', 'credentials '],
    before: `\\b(?:creds|credentials)[ ][\\w.@-]{1,60}:(?=[^\\s"'/]{0,80}\\d)(?=[^\\s"'/]{0,80}[A-Za-z])(?=[^\\s"'/]{6})`,
  },
  { name: 'a Hebrew log-in', needs: ['התחברות'], before: `פרטי התחברות:[ ][^\\s/]{1,80}[ ]/[ ]` },
];

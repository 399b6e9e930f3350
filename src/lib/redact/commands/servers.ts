import { type Command, CRLF, GAP, OPEN, options, WORDS } from './parts.ts';

/** What servers and their own clients take as a secret by its place, in commands, settings and on the wire. */
export const SERVERS: readonly Command[] = [
  // RabbitMQ.
  {
    name: 'rabbitmqctl',
    needs: ['add_user', 'change_password', 'authenticate_user'],
    before: `\\b(?:add_user|change_password|authenticate_user)${GAP}[^\\s"',]{1,100}${GAP}`,
  },
  // Redis.
  { name: 'redis-cli', needs: ['redis-cli'], before: options('redis-cli', '-a|--pass') },
  {
    name: 'requirepass',
    needs: ['requirepass', 'masterauth', 'key-file-pass'],
    before: `\\b(?:requirepass|masterauth|tls-key-file-pass)${GAP}`,
  },
  {
    name: 'AUTH of Redis',
    needs: ['auth '],
    before: `(?<=^|\\n|> |\\d\\] |")(?:AUTH[ ](?!(?:PLAIN|LOGIN|EXTERNAL)\\b)|auth[ ](?!(?:mechanism|method)\\b)(?=[^\\n"]*[^a-z \\n"]))(?:[\\w-]{1,60}[ ])?(?=[^\\s"]+[ ]*(?:\\n|$|"))`,
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
    needs: ['setuser ', 'user '],
    also: [' >', ' #', ' <'],
    before: `(?<=[ ])[><#](?=\\S)(?<=\\b(?:SETUSER[ ]\\S{1,60}|user[ ]\\S{1,60}[ ](?:on|off|nopass|reset))[ ](?:[^\\n]{0,300}[ ])?[><#])`,
  },
  // Databases.
  {
    name: '-p in one word',
    needs: [' -p', '"-p', "'-p"],
    before: `(?<![\\w-])(?:mysql(?:dump|admin|import)?|mongo(?:sh|dump)?|sshpass|7za?)\\b${WORDS}(?<=[\\s"'])-p${OPEN}?(?=[^\\s"'])`,
  },
  { name: 'mysqladmin', needs: ['mysqladmin'], before: `\\bmysqladmin\\b${WORDS}\\bpassword[ ]{1,4}` },
  {
    name: 'the colon of a pgpass line',
    needs: [':5432:', ':6379:', ':27017:', ':3306:', ':*:'],
    before: `(?<=^|\\n|")[\\w.*-]{1,80}:(?:\\d{2,5}|\\*):[\\w.*-]{1,80}:[\\w.*-]{1,80}:(?=[^\\s"]+(?:\\s|$|"))`,
  },
  // Directories, networks, mail.
  { name: '-w of ldap', needs: ['ldap'], before: options('ldap[a-z]{3,8}', '-w') },
  { name: 'bindpw', needs: ['bindpw', 'rootpw'], before: `\\b(?:bindpw|rootpw(?:modpw)?)[ \\t]{1,8}` },
  { name: 'snmp', needs: ['snmp'], before: `(?<=\\bsnmp[^\\n]{1,200}\\s)-[cAX][ ]` },
  {
    name: 'a community of SNMP',
    needs: ['community '],
    before: `\\b(?:(?:snmp-server|set snmp)[ ]community[ ]|r[ow]community6?[ ]|community(?:[ ](?:string|name))?:?[ ](?=["']))`,
  },
  { name: 'HAProxy', needs: ['stats auth'], before: `\\bstats[ ]auth[ ][^\\s:]{1,80}:` },
  { name: 'SASL PLAIN', needs: ['\\0'], before: `\\\\0[\\w.-]{1,60}\\\\0` },
];

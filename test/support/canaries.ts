/** A text that holds secrets: none may survive redaction, and the words around them must. */
export interface Canary {
  readonly name: string;
  readonly text: string;
  readonly secrets: readonly string[];
  /** Words that stand around the secret and stay. */
  readonly stays: readonly string[];
}

/** How a secret stands in a line of its own kind, as a URL or a header; `%` is its place. */
interface Kind {
  readonly name: string;
  readonly secret: string;
  readonly lines: readonly string[];
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Text without a meaning that is the same in each run; made here, so that no secret scanner takes it for a real one. */
function noise(length: number, seed: number): string {
  let state = seed * 7919 + 17;
  const next = (): string => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return letters[Math.floor(state / 65536) % letters.length] ?? 'x';
  };
  return Array.from({ length }, next).join('');
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const named = ['password=%', 'password: %', '"password": "%"', 'DB_PASSWORD=%', '--password %', "passwd='%'"];
const userInfo = ['://panda:%@'].flatMap((at) =>
  ['amqp', 'amqps', 'mongodb', 'mongodb+srv', 'redis', 'rediss', 'postgres', 'mysql', 'https'].map(
    (scheme) => `${scheme}${at}db.lab/x`,
  ),
);

export const jwt = [
  base64url('{"alg":"RS256","kid":"panda"}'),
  base64url('{"sub":"system:serviceaccount"}'),
  noise(43, 1),
].join('.');
const botToken = ['xoxb', '1234567890', noise(24, 2)].join('-');

function pem(label: string, head: readonly string[], seed: number): string {
  const body = [noise(64, seed), noise(64, seed + 1), `${noise(30, seed + 2)}==`];
  return [`-----BEGIN ${label}-----`, ...head, ...body, `-----END ${label}-----`].join('\n');
}

export const keys = {
  RSA: pem('RSA PRIVATE KEY', [], 40),
  'PKCS#8': pem('PRIVATE KEY', [], 50),
  OpenSSH: pem('OPENSSH PRIVATE KEY', [], 60),
  EC: pem('EC PRIVATE KEY', [], 70),
  encrypted: pem('ENCRYPTED PRIVATE KEY', [], 80),
  'encrypted RSA': pem('RSA PRIVATE KEY', ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0A1B2C3D4E5F', ''], 90),
} as const;

const kinds: readonly Kind[] = [
  {
    name: 'a password',
    secret: `Hunter2${noise(9, 3)}`,
    lines: [...named, ...userInfo, 'Server=db;User=sa;Password=%;Encrypt=yes'],
  },
  {
    name: 'a password with marks',
    secret: `pa,ss!w0rd#${noise(8, 4)}`,
    lines: ['"password": "%"', 'DB_PASSWORD=%', 'amqp://u:%@db.lab/'],
  },
  {
    name: 'a numeric password',
    secret: '8675309421',
    lines: ['redis://:%@db.lab:6379', 'password=%', '"password": "%"'],
  },
  {
    name: 'a bearer value',
    secret: noise(32, 5),
    lines: ['Authorization: Bearer %', 'authorization=Bearer %', 'Bearer %', '"Authorization": "Bearer %"'],
  },
  {
    name: 'a basic value',
    secret: base64(`panda:${noise(9, 6)}`),
    lines: ['Authorization: Basic %', 'Proxy-Authorization: Basic %', '"auth": "%"', 'Basic %'],
  },
  {
    name: 'another scheme',
    secret: noise(20, 7),
    lines: ['Authorization: Panda %', 'Authorization: ApiKey %', 'Authorization: %', "('Authorization', 'Token %')"],
  },
  { name: 'a JWT', secret: jwt, lines: ['%', 'token: %', 'Authorization: Bearer %', 'https://focus.lab/?jwt=%'] },
  {
    name: 'an AWS key id',
    secret: `AKIA${noise(16, 8).toUpperCase()}`,
    lines: ['%', 'aws_access_key_id = %', 'AWS_ACCESS_KEY_ID=%'],
  },
  {
    name: 'an AWS secret key',
    secret: `${noise(20, 9)}/${noise(19, 10)}`,
    lines: ['aws_secret_access_key = %', 'AWS_SECRET_ACCESS_KEY=%', '"SecretAccessKey": "%"', 'secretKey=%'],
  },
  {
    name: 'a GitHub token',
    secret: `ghp_${noise(36, 11)}`,
    lines: ['%', 'https://%@github.com/x', 'https://x-access-token:%@github.com/x'],
  },
  {
    name: 'a fine GitHub token',
    secret: `github_pat_${noise(22, 12)}_${noise(59, 13)}`,
    lines: ['%', 'GITHUB_TOKEN=%'],
  },
  {
    name: 'a GitLab token',
    secret: `glpat-${noise(20, 14)}`,
    lines: ['%', 'PRIVATE-TOKEN: %', 'https://oauth2:%@gitlab.lab/x'],
  },
  { name: 'an npm token', secret: `npm_${noise(36, 15)}`, lines: ['%', '//npm.example.org/:_authToken=%'] },
  { name: 'a Google key', secret: `AIza${noise(35, 16)}`, lines: ['%', 'https://maps.lab/api?key=%&x=1'] },
  {
    name: 'an Azure signature',
    secret: `${noise(42, 17)}%3D`,
    lines: ['https://a.blob.lab/c?sv=2022&sig=%', 'https://a.blob.lab/c?sig=%&se=2026'],
  },
  {
    name: 'an Azure account key',
    secret: `${noise(86, 18)}==`,
    lines: ['AccountName=a;AccountKey=%;EndpointSuffix=lab', 'SharedAccessKey=%'],
  },
  { name: 'a Stripe key', secret: ['sk', 'live', noise(24, 19)].join('_'), lines: ['%', 'STRIPE=%'] },
  { name: 'a Slack bot token', secret: botToken, lines: ['%', 'SLACK_BOT_TOKEN=%', 'https://slack.lab/api?token=%'] },
  {
    name: 'a Slack app token',
    secret: ['xapp', '1', 'A0123', '4567', noise(30, 20)].join('-'),
    lines: ['%', '"appToken": "%"'],
  },
  {
    name: 'a Slack webhook',
    secret: `T0${noise(8, 21)}/B0${noise(8, 22)}/${noise(24, 23)}`,
    lines: ['https://hooks.slack.com/services/%', '"url": "https://hooks.slack.com/services/%"'],
  },
  {
    name: 'a cookie',
    secret: noise(26, 24),
    lines: ['Cookie: theme=; sessionid=%', 'Set-Cookie: sid=%; Path=/; HttpOnly', '"set-cookie": ["sid=%; Path=/"]'],
  },
  {
    name: 'an environment entry',
    secret: noise(16, 25),
    lines: ['{"name":"MONGO_PASSWORD","value":"%"}', '- name: MONGO_PASSWORD\n  value: %\n'],
  },
  {
    name: 'a command',
    secret: noise(12, 26),
    lines: [
      'curl -u panda:% https://db.lab',
      'redis-cli -h db.lab -a % ping',
      'sshpass -p % ssh db.lab',
      'mysql -uroot -p% panda',
    ],
  },
];

/** Where a line may stand; `%` is its place. */
const contexts: readonly {
  readonly name: string;
  readonly wrap: (line: string) => string;
  readonly stays: readonly string[];
}[] = [
  {
    name: 'a log line',
    wrap: (line) => `2025-11-13T15:34:15+0000 INFO pz.focus_server before ${line} after job 19-7`,
    stays: ['2025-11-13T15:34:15+0000 INFO pz.focus_server before ', ' after job 19-7'],
  },
  {
    name: 'JSON',
    wrap: (line) => JSON.stringify({ job: '19-7', line, port: 5672 }),
    stays: ['{"job":"19-7","line":"', '","port":5672}'],
  },
  {
    name: 'JSON in JSON',
    wrap: (line) => JSON.stringify({ body: JSON.stringify({ line, port: 5672 }), pod: 'grpc-job-19-7-8rlgb' }),
    stays: ['{"body":"{\\"line\\":\\"', '\\",\\"port\\":5672}","pod":"grpc-job-19-7-8rlgb"}'],
  },
  { name: 'many lines', wrap: (line) => `FIRST=one\n${line}\nLAST=two`, stays: ['FIRST=one\n', '\nLAST=two'] },
  {
    name: 'an exception',
    wrap: (line) =>
      `Traceback (most recent call last):\n  File "pz.py", line 7\nOSError: refused (${line} ) [Errno 111]`,
    stays: ['File "pz.py", line 7\nOSError: refused (', ' ) [Errno 111]'],
  },
];

/** Those whose mark is of the secret alone. */
export const plainCanaries: readonly Canary[] = kinds.flatMap(({ name, secret, lines }) =>
  lines.flatMap((line) =>
    contexts.map((context) => ({
      name: `${name} as ${line} in ${context.name}`,
      text: context.wrap(line.replace('%', () => secret)),
      secrets: [secret],
      stays: context.stays,
    })),
  ),
);

const value = noise(18, 30);
const encoded = base64(value);

/** Texts of a shape of their own. */
const whole: readonly Canary[] = [
  {
    name: 'a list of passwords',
    text: JSON.stringify({ passwords: [value, encoded], port: 5672 }),
    secrets: [value, encoded],
    stays: ['"passwords":["', '"port":5672'],
  },
  {
    name: 'a list of passwords in JSON in JSON',
    text: JSON.stringify({ a: JSON.stringify({ password: [value, encoded], port: 5672 }) }),
    secrets: [value, encoded],
    stays: ['5672'],
  },
  {
    name: 'a map of cookies',
    text: `get(url, cookies={'sid': '${value}', 'b': '${encoded}'}, timeout=5)`,
    secrets: [value, encoded],
    stays: ['get(url, ', 'timeout=5)'],
  },
  {
    name: 'a cookie of Python',
    text: `<RequestsCookieJar[<Cookie sid=${value} for focus.lab/>]>`,
    secrets: [value],
    stays: ['for focus.lab/>'],
  },
  {
    name: 'an element of XML',
    text: `<user>panda</user><password>${value}</password>`,
    secrets: [value],
    stays: ['<user>panda</user>', '</password>'],
  },
  {
    name: 'a log-in',
    text: `docker login -u panda -p ${value} registry.lab`,
    secrets: [value],
    stays: ['docker login -u panda', 'registry.lab'],
  },
  {
    name: 'a statement',
    text: `CREATE USER panda IDENTIFIED BY '${value}' REQUIRE SSL`,
    secrets: [value],
    stays: ['CREATE USER panda', 'REQUIRE SSL'],
  },
  {
    name: 'a secret that is being made',
    text: `kubectl create secret generic panda --from-literal=conf=${value} -n panda`,
    secrets: [value],
    stays: ['generic panda', '-n panda'],
  },

  {
    name: 'a secret in YAML',
    text: `apiVersion: v1\ndata:\n  panda.conf: ${encoded}\n  other: ${encoded}\nkind: Secret\nmetadata:\n  name: panda`,
    secrets: [encoded],
    stays: ['panda.conf: ', 'name: panda'],
  },
  {
    name: 'a secret with a block in YAML',
    text: `kind: Secret\nstringData:\n  panda.conf: |\n    one ${value}\n    two ${value}\ntype: Opaque`,
    secrets: [value],
    stays: ['panda.conf: ', 'type: Opaque'],
  },
  {
    name: 'a secret with a quoted value in YAML',
    text: `kind: Secret\nstringData:\n  conf: "${value} more"\ntype: Opaque`,
    secrets: [value],
    stays: ['conf: "', '"\ntype: Opaque'],
  },
  {
    name: 'a secret in JSON',
    text: JSON.stringify({ kind: 'Secret', data: { conf: encoded }, type: 'Opaque' }),
    secrets: [encoded],
    stays: ['"conf":"', '"type":"Opaque"'],
  },
  {
    name: 'a secret in JSON with spaces',
    text: JSON.stringify({ data: { conf: encoded, b: encoded }, kind: 'Secret' }, null, 2),
    secrets: [encoded],
    stays: ['"conf": "', '"kind": "Secret"'],
  },
  {
    name: 'a secret in JSON in JSON',
    text: JSON.stringify({ last: JSON.stringify({ kind: 'Secret', stringData: { conf: `{"a": "${value}"}` } }), x: 1 }),
    secrets: [value],
    stays: ['conf', '"x":1}'],
  },
  {
    name: 'a secret in YAML in JSON',
    text: JSON.stringify({ last: `kind: Secret\ndata:\n  conf: ${encoded}\ntype: Opaque`, x: 1 }),
    secrets: [encoded],
    stays: ['conf: ', 'type: Opaque', '"x":1}'],
  },
  {
    name: 'a secret that was cut short',
    text: `{"kind":"Secret","data":{"conf":"${encoded}`,
    secrets: [encoded],
    stays: ['"conf":"'],
  },
  {
    name: 'a docker configuration',
    text: JSON.stringify({ auths: { 'registry.lab': { auth: encoded, email: 'a@lab' } } }),
    secrets: [encoded],
    stays: ['registry.lab', 'a@lab'],
  },
  {
    name: 'a kubeconfig',
    text: `users:\n- name: panda\n  user:\n    client-key-data: ${base64(keys.RSA)}\n    token: ${value}\ncurrent-context: lab`,
    secrets: [base64(keys.RSA), value],
    stays: ['name: panda', 'current-context: lab'],
  },
  {
    name: 'a dump of headers',
    text: `> GET /ack HTTP/1.1\r\n> Host: focus.lab\r\n> Authorization: Bearer ${value}\r\n> Cookie: a=${value}; b=${value}\r\n> X-Api-Key: ${value}\r\n> Accept: */*\r\n`,
    secrets: [value],
    stays: ['GET /ack HTTP/1.1', 'Host: focus.lab', 'Accept: */*'],
  },
  {
    name: 'a digest',
    text: `Authorization: Digest username="panda", realm="lab", response="${value}"\nHost: focus.lab`,
    secrets: [value],
    stays: ['Host: focus.lab'],
  },
  {
    name: 'a signed request',
    text: `Authorization: AWS4-HMAC-SHA256 Credential=${value}/20251113/s3, SignedHeaders=host, Signature=${encoded}\nHost: s3`,
    secrets: [value, encoded],
    stays: ['Host: s3'],
  },
  {
    name: 'a Python dict',
    text: `{'user': 'panda', 'password': '${value}', 'token': b'${value}', 'port': 5672}`,
    secrets: [value],
    stays: ["'user': 'panda'", "'port': 5672"],
  },
  {
    name: 'a Python call',
    text: `PlainCredentials(username='panda', password='${value}', erase=True)`,
    secrets: [value],
    stays: ["username='panda'", 'erase=True'],
  },
  {
    name: 'a list of a command',
    text: `['pz', '--password', '${value}', '--port', '5000']`,
    secrets: [value],
    stays: ["'--port', '5000'"],
  },
  {
    name: 'an environment',
    text: `HOME=/root\nPWD=/app\nMONGO_PASS=${value}\nSECRET_KEY=${value}\nexport API_TOKEN="${value}"\nPORT=5000`,
    secrets: [value],
    stays: ['HOME=/root\nPWD=/app\n', 'PORT=5000'],
  },
  {
    name: 'a password of many lines in YAML',
    text: `rabbitmq:\n  password: |\n    ${value}\n  port: 5672`,
    secrets: [value],
    stays: ['rabbitmq:', 'port: 5672'],
  },
  {
    name: 'a password with an escaped quote',
    text: JSON.stringify({ body: JSON.stringify({ password: `ab"${value}`, x: 1 }) }),
    secrets: [value],
    stays: ['\\"x\\":1'],
  },
];

const fromKeys: readonly Canary[] = Object.entries(keys).flatMap(([name, key]) => {
  const secrets = key.split('\n').filter((line) => /^[\w+/]{30,}=*$/.test(line));
  const short = key.slice(0, key.indexOf('-----END') - 60);
  const canary = (where: string, text: string, stays: readonly string[]): Canary => ({
    name: `a key, ${name}, ${where}`,
    text,
    secrets,
    stays,
  });
  return [
    canary('on lines', `before\n${key}\nafter`, ['before\n', '\nafter']),
    canary('in YAML', `key: |\n  ${key.replaceAll('\n', '\n  ')}\nport: 5`, ['key: |', 'port: 5']),
    canary('in JSON', JSON.stringify({ key, x: 1 }), ['{"key":"', '","x":1}']),
    canary('in JSON in JSON', JSON.stringify({ a: JSON.stringify({ key, x: 1 }), y: 2 }), ['key', '"y":2}']),
    canary('in Python', `{'key': '${key.replaceAll('\n', '\\n')}', 'x': 1}`, ["{'key': '", "', 'x': 1}"]),
    canary('cut short', `before\n${short}`, ['before\n']),
    canary('cut short in JSON', JSON.stringify({ key: short, x: 1 }), ['{"key":"', '","x":1}']),
    canary('cut short, more lines after', `${short}\n2025-11-13T15:34:15 INFO: next line`, [
      '2025-11-13T15:34:15 INFO: next line',
    ]),
  ];
});

/** Texts as they stand in logs, reports and manifests, each with its secrets. */
export const canaries: readonly Canary[] = [...plainCanaries, ...whole, ...fromKeys];

import { createLineMask } from '#investigation/log-reading/mask-lines.ts';
import { knownRedactor } from '#lib/redact.ts';
import { LONGEST_LINE } from '#probes/logs/open-log.ts';
import { readForms } from './corpus.ts';

const MB = 1_000_000;

/** Lines as pods and the cluster write them, without a secret, with other numbers in each. */
export function ordinaryLines(bytes: number): readonly string[] {
  const makers: readonly ((n: number) => string)[] = [
    (n) =>
      `2025-11-13T15:34:15+0000 INFO pz.baby_analyzer frame ${n} processed in 12.${n % 97} ms, 50 channels, nfft 1024`,
    (n) =>
      `2025-11-13T15:34:15+0000 DEBUG pz.baby_analyzer published block ${n} to grpc-job-19-${n % 90}-1763048056.8412`,
    (n) =>
      `2025-11-13T15:34:15+0000 INFO pz.focus_server Running RPC command: python -m baby_analyzer --job-id 19-${n} --port 5000`,
    (n) =>
      `I1113 15:34:15.120000       1 controller.go:${n % 900}] syncing pod panda/grpc-job-19-${n}-8rlgb uid=dcfa46a4-9108-4e2d-b6f7-fde9d2edd702`,
    (n) =>
      `{"t":{"$date":"2025-11-13T15:34:15.000Z"},"s":"I","c":"NETWORK","id":${n},"msg":"Connection ended","attr":{"remote":"10.0.0.7:51234"}}`,
    (n) =>
      `2025-11-13T15:34:15+0000 WARNING pz.focus_server request dcfa46a4-9108-4e2d-b6f7-fde9d2edd702 took ${n} ms, status 200`,
    (n) =>
      `2025-11-13 15:34:15.${n}+00:00 [info] <0.${n}.0> connection <0.812.0> (10.42.0.7:51234 -> 10.42.0.3:5672): closed`,
    () => 'Traceback (most recent call last):   File "/app/pz/focus_server.py", line 41, in configure',
  ];
  const lines: string[] = [];
  for (let [made, n] = [0, 0]; made < bytes; n += 1) {
    const line = (makers[n % makers.length] ?? String)(n);
    lines.push(line);
    made += line.length + 1;
  }
  return lines;
}

/** Texts that are made to be hard: beginnings of secrets without an end, repeated, and all forms of secrets one after the other. */
export function hardTexts(bytes: number): readonly { readonly name: string; readonly lines: readonly string[] }[] {
  const repeated = BEGINNINGS.flatMap((it) => [
    {
      name: `${JSON.stringify(it)} on the longest lines`,
      lines: cut(it.repeat(Math.ceil(bytes / it.length)), LONGEST_LINE),
    },
    { name: `${JSON.stringify(it)} on lines of 8 kB`, lines: cut(it.repeat(Math.ceil(bytes / it.length)), 8_192) },
  ]);
  const forms = readForms().map(({ text }) => text);
  const all = Array.from({ length: Math.ceil(bytes / forms.join('\n').length) }, () => forms).flat();
  return [...repeated, { name: 'every form of the corpus', lines: all.flatMap((text) => text.split('\n')) }];
}

export const BEGINNINGS: readonly string[] = [
  ...[
    'password',
    'password=',
    'password: ',
    'password_',
    'passwordPassword',
    'token: "',
    "token='",
    '"token":"\\',
    'secret\n',
    'pass ',
    'pw',
  ],
  ...[
    'password: |',
    'passwords: [',
    'passwords: [[',
    '"passwords":{"a":"',
    'tokens: ["a",',
    'password is ',
    'password used a1b2c ',
    'HMAC secret ',
    'cat /run/secrets/db_password ',
    'password for x',
    'key ',
    'api key ',
  ],
  ...[
    'name: DB_PASSWORD ',
    'name: DB_PASSWORD value: ',
    '{"name":"DB_TOKEN","value":"',
    'value: x ',
    'value: "a" name: token_',
    '<password>',
    '<password a="b" ',
  ],
  ...[
    'amqp://',
    'amqp://a:b',
    'amqp://a:b@',
    '://a:@',
    'a:b@',
    'a:bcde@h',
    'a:bcdef@h:',
    '%3A%2F%2Fa%3A',
    'jdbc:oracle:thin:a/',
  ],
  ...[
    'Authorization: Bearer ',
    'authorization: a=b,',
    'Cookie: a=b; ',
    'cookies={',
    'Basic ',
    'Bearer aaaaaaaa',
    '"auth":"',
  ],
  ...[
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\\n',
    'A1b2C3d4',
    'LS0tLS1CRUdJTiB',
    'eyJhbGciOi.',
    'eyJ',
    'xoxb-',
    'ghp_',
    'AKIA',
    'glpat-',
    'sk-',
  ],
  ...[
    'kind: Secret data: ',
    'kind: Secret\\ndata:\\n  a: b\\n',
    '{"kind":"Secret","data":{"a":"',
    'stringData:',
    'data:\\n',
  ],
  ...[
    'rabbitmqctl add_user ',
    'add_user a ',
    'mongosh -u a ',
    'mongosh -p',
    'mysql -p ',
    'redis-cli -a',
    'docker login -u ',
    'echo a | sudo',
    'echo ',
    'openssl -k ',
    'snmpget -c ',
    'user a on >',
    'SETUSER a ',
    'MIGRATE a AUTH',
    'machine a login b password ',
    'htpasswd -b a ',
  ],
  ...[
    'PlainCredentials(',
    "PlainCredentials('a', ",
    "auth=('a', ",
    '.auth(',
    'setPassword(',
    "getenv('PASSWORD', ",
    'INSERT INTO a (password) VALUES (',
    'INSERT INTO a (',
    'IDENTIFIED BY ',
    'token IN (',
    '<<"',
    'jwt.encode(',
  ],
  ...[
    'a',
    ' ',
    '"',
    "'",
    '\\',
    '\\"',
    '=',
    ':',
    '{',
    '[',
    '(',
    '@',
    '-',
    '--',
    '_',
    '.',
    '/',
    '&',
    ';',
    '|',
    '<',
    '‹hidden ',
    '\u05e1\u05d9\u05e1\u05de\u05d4 ',
  ],
];

function cut(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, i) =>
    text.slice(i * length, (i + 1) * length).replaceAll('\n', ' '),
  );
}

/** MB of UTF-16 units a second, by the clock and by the processor's: a busy machine makes the first one less. */
export interface Speed {
  readonly wall: number;
  readonly cpu: number;
}

/** The best of some rounds. */
export function speedOf(lines: readonly string[], rounds: number): Speed {
  const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const times = Array.from({ length: rounds }, () => {
    const [begun, before] = [performance.now(), process.cpuUsage()];
    const mask = createLineMask(knownRedactor);
    mask.add(lines);
    mask.end();
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - begun, cpu: (user + system) / 1_000 };
  });
  const fastest = (spent: readonly number[]) => size / MB / (Math.min(...spent) / 1_000);
  return { wall: fastest(times.map(({ wall }) => wall)), cpu: fastest(times.map(({ cpu }) => cpu)) };
}

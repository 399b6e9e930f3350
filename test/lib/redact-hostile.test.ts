import { describe, expect, it } from 'vitest';
import { redact } from '#lib/redact.ts';

const LENGTH = 100_000;
const beginnings = [
  [
    'password: ["',
    'password: ["a",',
    'cookies={',
    'cookies={"a": "',
    '<password>',
    '<a',
    'docker login ',
    'IDENTIFIED BY ',
    '--from-literal=a',
  ],
  [
    'eyJ-',
    'eyJaaaaaa.',
    'a.',
    'a',
    ' ',
    '\n',
    '\\',
    '"',
    "'",
    '\\"',
    '\\n',
    '@:',
    '‹hidden ',
    '\uE000',
    '{"',
    '[',
    ', ',
  ],
  ['a://', 'a://b:', 'a://b', 'http:\\/\\/', 'amqp://u:p/', 'https://aaaaaaaaaaaaaaaaaaaa', '-u a', '--user '],
  ['--a', '--password', '--password ', '--token "', 'redis-cli ', 'mysql ', 'sshpass -p'],
  [
    "password='",
    'password=',
    'password:',
    'password ',
    'password\\',
    'password="\\',
    'secret_key',
    'x-amz-signature',
    'password=a,',
  ],
  [
    'password: |\n',
    ' password: |\n  ',
    '  \n',
    'name',
    'name: ',
    'name: password ',
    'name=token,value="',
    '("token", "',
    '(token',
  ],
  [
    'Authorization',
    'Authorization: ',
    'Authorization: a ',
    'Authorization: a=b, ',
    'Authorization: a="',
    'Bearer ',
    'Basic a',
  ],
  ['Cookie: ', 'Cookie: a=', 'Cookie: a=b; ', 'Cookie ', 'a=b;', 'Set-Cookie: a="', '"auth": "'],
  [
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\n',
    '-----BEGIN A PRIVATE KEY-----\\n',
    'LS0tLS1CRUdJTi',
  ],
  [
    '-----BEGIN PRIVATE KEY----- AAAAAAAAAAAAAAAAAAAA',
    '\nAAAA',
    'Proc-Type:',
    'aA',
    'hooks.slack.com/services/',
    'xoxb-',
    'gl',
    'sk-',
  ],
  [
    'kind: Secret\n',
    'kind: Secret\ndata:\n',
    'data:\n ',
    'data: {"',
    '"data":{"a":"',
    '"data":{',
    'data:\n a: |\n  ',
    '\\n ',
  ],
].flat();

describe('a hostile text of many beginnings', () => {
  it.each(beginnings)('comes to an end: %j', (beginning) => {
    const text = beginning.repeat(LENGTH / beginning.length);
    for (const head of [
      '',
      'kind: Secret\ndata:\n a: x',
      '{"kind":"Secret","data":{"a":"',
      'password="',
      'Cookie: a=b',
      '-----BEGIN PRIVATE KEY-----\n',
    ]) {
      expect(redact(`${head}${text}`)).toBeTypeOf('string');
    }
  });
});

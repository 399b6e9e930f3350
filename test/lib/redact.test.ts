import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '#lib/redact.ts';

// Made of parts, so that no secret scanner takes these for real ones.
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'c2lnbmF0dXJl'].join('.');
const botToken = ['xoxb', '1234567890', 'abcdefABCDEF'].join('-');
const appToken = ['xapp', '1', 'A0123', '4567', 'abcdef'].join('-');
const awsKey = `AKIA${'ABCD1234'.repeat(2)}`;
const pem = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEowIBAAKCAQEA',
  'dGhpcyBpcyBub3Q=',
  '-----END RSA PRIVATE KEY-----',
].join('\n');

/** The text masked, its marks without their tags. */
function masked(text: string): string {
  return redact(text).replace(/‹hidden [0-9a-f]{4}›/g, '‹hidden›');
}

describe('a secret in a text', () => {
  it.each([
    ['amqp://panda:hunter2@rabbitmq:5672/prisma', 'amqp://panda:‹hidden›@rabbitmq:5672/prisma'],
    ['mongodb+srv://u:hunter2@db.lab/panda?x=1', 'mongodb+srv://u:‹hidden›@db.lab/panda?x=1'],
    ['mongodb://u:hunter2@a:27017,b:27017/panda', 'mongodb://u:‹hidden›@a:27017,b:27017/panda'],
    ['redis://:hunter2@127.0.0.1:6379', 'redis://:‹hidden›@127.0.0.1:6379'],
    ['GET https://u:hunter2@focus.lab/ack failed', 'GET https://u:‹hidden›@focus.lab/ack failed'],
    ['amqp://panda:p@ss@rabbitmq', 'amqp://panda:‹hidden›@rabbitmq'],
    ['amqp://panda:pa/ss@rabbitmq', 'amqp://panda:‹hidden›@rabbitmq'],
    ['from http://focus.lab:8080,http://u:hunter2@focus.lab', 'from http://focus.lab:8080,http://u:‹hidden›@focus.lab'],
  ])('is masked in the URL %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    [`Authorization: Bearer ${'a1'.repeat(8)}`, 'Authorization: Bearer ‹hidden›'],
    ['authorization: Basic dTpodW50ZXIy', 'authorization: Basic ‹hidden›'],
    ['Authorization: ApiKey hunter2', 'Authorization: ApiKey ‹hidden›'],
    ['{"Authorization":"Basic dTpodW50ZXIy","x":1}', '{"Authorization":"Basic ‹hidden›","x":1}'],
    ['{"authorization":["Basic dTpodW50ZXIy"]}', '{"authorization":["Basic ‹hidden›"]}'],
    ["{'Authorization': 'Token hunter2'}", "{'Authorization': 'Token ‹hidden›'}"],
    [`sent Bearer ${'a1'.repeat(8)} to it`, 'sent Bearer ‹hidden› to it'],
    ['{\\"Authorization\\":\\"Basic dTpodW50ZXIy\\"}', '{\\"Authorization\\":\\"Basic ‹hidden›\\"}'],
  ])('is masked in the header %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ['a Slack bot token', `token is ${botToken}.`, 'token is ‹hidden›.'],
    ['a Slack app token', `(${appToken})`, '(‹hidden›)'],
    ['a JWT', `got ${jwt} back`, 'got ‹hidden› back'],
    ['an AWS key', `key ${awsKey}, region`, 'key ‹hidden›, region'],
    ['a private key of many lines', `before\n${pem}\nafter`, 'before\n‹hidden›\nafter'],
    ['a private key of many lines in JSON', JSON.stringify({ key: pem, x: 1 }), '{"key":"‹hidden›","x":1}'],
    ['a private key that was cut short', pem.slice(0, 50), '‹hidden›'],
    [
      'a private key that was cut short in JSON',
      `${JSON.stringify({ key: pem.slice(0, 50), x: 1 })}\n`,
      '{"key":"‹hidden›","x":1}\n',
    ],
  ])('is masked where it is %s', (_what, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ['password=hunter2 user=panda', 'password=‹hidden› user=panda'],
    ['PASSWORD: hunter2', 'PASSWORD: ‹hidden›'],
    ['MONGO_PASSWORD=hunter2;retries=3', 'MONGO_PASSWORD=‹hidden›;retries=3'],
    ['?api_key=hunter2&x=1', '?api_key=‹hidden›&x=1'],
    ['aws_secret_access_key = hunter2', 'aws_secret_access_key = ‹hidden›'],
    ['{"password":"hunter2","user":"panda"}', '{"password":"‹hidden›","user":"panda"}'],
    ['{"password": "a, b; c", "x": 1}', '{"password": "‹hidden›", "x": 1}'],
    ['{"password":"hun\\"ter2","x":1}', '{"password":"‹hidden›","x":1}'],
    ["{'token': 'hunter2 and more', 'x': 1}", "{'token': '‹hidden›', 'x': 1}"],
    ['{\\"password\\":\\"hunter2\\",\\"x\\":1}', '{\\"password\\":\\"‹hidden›\\",\\"x\\":1}'],
    ['{"password":"hunter2 cut sh', '{"password":"‹hidden›'],
    ['baby_analyzer --rabbitmq-password hunter2 --port 5000', 'baby_analyzer --rabbitmq-password ‹hidden› --port 5000'],
    ["['-m', '--password', 'hunter2', '--port']", "['-m', '--password', '‹hidden›', '--port']"],
  ])('is masked where a name gives it away: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('is masked wherever in the text and however often', () => {
    expect(masked('amqp://u:one@h and amqp://u:two@h, password=three')).toBe(
      'amqp://u:‹hidden›@h and amqp://u:‹hidden›@h, password=‹hidden›',
    );
  });
});

describe('a mark', () => {
  const tag = (text: string): string | undefined => /‹hidden ([0-9a-f]{4})›/.exec(redact(text))?.[1];

  it.each([
    'amqp://panda:pa%40ss-w0rd@rabbitmq',
    '{"password":"pa@ss-w0rd"}',
    '{\\"password\\":\\"pa@ss-w0rd\\"}',
    'Server=db;Password=pa@ss-w0rd;Encrypt=yes',
    '--password pa@ss-w0rd',
    "{'token': 'pa@ss-w0rd'}",
    'Authorization: Bearer pa@ss-w0rd',
  ])('is the same for the same secret, as in %s', (text) => {
    expect(tag(text)).toBe(tag('password=pa@ss-w0rd'));
  });

  it('differs for another secret', () => {
    expect(tag('password=one')).not.toBe(tag('password=two'));
  });

  it('does not change from one process to the next', () => {
    expect(redact('password=hunter2')).toBe('password=‹hidden 0fe1›');
  });

  it('stays as it is, also one without a tag', () => {
    for (const text of ['password=‹hidden›', 'amqp://u:‹hidden 3f9a›@h', '"token":"‹hidden 3f9a›"']) {
      expect(redact(text)).toBe(text);
    }
  });
});

describe('masking', () => {
  const fragments = [
    'amqp://',
    'u',
    ':',
    'hunter2',
    '@',
    'h',
    '/',
    ' ',
    '\n',
    '"',
    "'",
    '\\',
    'password',
    '=',
    'Authorization',
    'Bearer ',
    'Basic ',
    botToken,
    jwt,
    pem,
    ',',
    '{',
    '}',
    '--token',
    '‹hidden›',
    '‹hidden 3f9a›',
    'Cookie: ',
    'kind: Secret',
    'data:',
    'a: b',
    ';',
    '&',
    '|',
    '(',
    ']',
  ];
  const texts = fc.array(fc.constantFrom(...fragments), { maxLength: 20 }).map((parts) => parts.join(''));

  it('once is enough: a masked text stays as it is', () => {
    const masksOnce = fc.property(texts, (text) => {
      expect(redact(redact(text))).toBe(redact(text));
    });
    fc.assert(masksOnce, { numRuns: 2_000 });
  });

  it('leaves no token of a known shape, whatever stands around it', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        expect(redact(`${before} ${botToken} ${after}`)).not.toContain(botToken);
      }),
    );
  });
});

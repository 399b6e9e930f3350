import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactDeep } from '#lib/redact.ts';

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
  ])('is masked in the URL %s', (text, masked) => {
    expect(redact(text)).toBe(masked);
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
  ])('is masked in the header %s', (text, masked) => {
    expect(redact(text)).toBe(masked);
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
  ])('is masked where it is %s', (_what, text, masked) => {
    expect(redact(text)).toBe(masked);
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
  ])('is masked where a name gives it away: %s', (text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it('is masked wherever in the text and however often', () => {
    expect(redact('amqp://u:one@h and amqp://u:two@h, password=three')).toBe(
      'amqp://u:‹hidden›@h and amqp://u:‹hidden›@h, password=‹hidden›',
    );
    expect(redact(redact('password=one'))).toBe(redact('password=two'));
  });
});

describe('what is no secret', () => {
  it.each([
    'GET /metadata/19-7 404 {"error":"Invalid job_id"}',
    'https://focus.lab:8443/focus-server/ack',
    'http://focus.lab:8080/mail@example.org',
    'http://[::1]:8080/a@b',
    'amqp://rabbitmq:5672/prisma',
    'got configuration: {"displayTimeAxisDuration":10,"channels":{"min":1,"max":50}}',
    'python -m baby_analyzer --job-id 19-7 --queue-name grpc-job-19-7-1763048056.123',
    '2025-11-13T15:34:15+0000 INFO pz.focus_server Applied YAML from /tmp/jobs/job-19-7.yml',
    'Missing required fiber metadata fields: prr',
    '{"password":"","token":null}',
    'controller-uid=dcfa46a4-9108-4e2d-b6f7-fde9d2edd702',
    'mail panda@example.org about it: urgent',
    '-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----',
    '',
  ])('stays as it is: %s', (text) => {
    expect(redact(text)).toBe(text);
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
        const masked = redact(`${before} ${botToken} ${after}`);
        expect(masked).not.toContain(botToken);
      }),
    );
  });

  it.each(['eyJ-', 'a://', 'a://b:', '--a', '--password', "password='", 'a.', '-----BEGIN PRIVATE KEY-----', '@:'])(
    'of a hostile text of many beginnings comes to an end: %s',
    (beginning) => {
      expect(redact(beginning.repeat(20_000))).toBeTypeOf('string');
    },
  );

  it('reaches every text of a value, and nothing else', () => {
    const value = {
      kind: 'a',
      at: 5,
      on: true,
      none: null,
      list: ['password=x', { url: 'amqp://u:p@h' }],
      password: 'kept: it stands alone',
    };
    expect(redactDeep(value)).toEqual({ ...value, list: ['password=‹hidden›', { url: 'amqp://u:‹hidden›@h' }] });
    expect(value.list[0]).toBe('password=x');
  });
});

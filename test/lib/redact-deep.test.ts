import { describe, expect, it } from 'vitest';
import { redact, redactDeep } from '#lib/redact.ts';

const hidden = redact('password=hunter2').slice('password='.length);

describe('masking a value', () => {
  it('reaches every text, and nothing else', () => {
    const value = { kind: 'a', at: 5, on: true, none: null, list: ['password=hunter2', { url: 'amqp://u:hunter2@h' }] };
    const masked = { ...value, list: [`password=${hidden}`, { url: `amqp://u:${hidden}@h` }] };
    expect(redactDeep(value)).toEqual(masked);
    expect(value.list[0]).toBe('password=hunter2');
  });

  it.each([
    ...['password', 'PASSWORD', 'dbPassword', 'db_password', 'db-password', 'passwd', 'pass', 'pwd', 'token', 'tokens'],
    ...[
      'accessToken',
      'API-KEY',
      'apiKey',
      'api_key',
      'client secret',
      'secretAccessKey',
      'private_key',
      'Authorization',
    ],
    ...['Cookie', 'set-cookie', 'auth', '_auth', 'credentials', 'accountKey', 'X-Api-Key'],
  ])('hides what stands under the key %s, whatever it looks like', (key) => {
    expect(redactDeep({ [key]: 'hunter2', user: 'panda' })).toEqual({ [key]: hidden, user: 'panda' });
    expect(redactDeep({ [key]: ['hunter2', { a: 'hunter2' }] })).toEqual({ [key]: [hidden, { a: hidden }] });
  });

  it('hides a number under such a key, and leaves nothing where nothing was', () => {
    expect(redactDeep({ password: 12345678 })).toEqual({ password: redactDeep({ password: '12345678' }).password });
    expect(redactDeep({ password: null, token: '', secret: false })).toEqual({
      password: null,
      token: '',
      secret: false,
    });
  });

  it('hides the values of a Kubernetes secret and of an environment entry', () => {
    const secret = {
      kind: 'Secret',
      metadata: { name: 'panda' },
      data: { conf: 'hunter2' },
      stringData: { a: 'hunter2' },
    };
    expect(redactDeep(secret)).toEqual({ ...secret, data: { conf: hidden }, stringData: { a: hidden } });
    expect(redactDeep([{ name: 'DB_PASSWORD', value: 'hunter2' }])).toEqual([{ name: 'DB_PASSWORD', value: hidden }]);
  });

  it('leaves keys that only sound like one', () => {
    const value = {
      tokenizer: 'fast',
      secretName: 'panda-tls',
      passed: 5,
      author: 'panda',
      keys: 3,
      kind: 'ConfigMap',
      data: { a: 'b' },
    };
    expect(redactDeep(value)).toEqual(value);
  });

  it('once is enough', () => {
    const once = redactDeep({ password: 'hunter2', list: ['token=hunter2'], url: 'redis://:hunter2@h' });
    expect(redactDeep(once)).toEqual(once);
  });
});

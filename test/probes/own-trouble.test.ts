import { describe, expect, it } from 'vitest';
import { namesInFocusYml, ownTrouble } from '#probes/own-trouble.ts';

const names = namesInFocusYml('rabbitmq', 'amqpUrl');
const withCode = (code: string, options?: ErrorOptions) => Object.assign(new Error('no', options), { code });

describe('why no answer came', () => {
  it.each([
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'not-trusted',
      /rabbitmq\.ca in focus\.yml, or set rabbitmq\.insecureSkipTlsVerify: true/,
    ],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'not-trusted', /rabbitmq\.ca in focus\.yml/],
    ['CERT_HAS_EXPIRED', 'not-trusted', /renewed/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not-trusted', /name that the certificate is made for in rabbitmq\.amqpUrl/],
    ['ENOTFOUND', 'misdirected', /host in rabbitmq\.amqpUrl in focus\.yml/],
    ['EAI_AGAIN', 'misdirected', /host in rabbitmq\.amqpUrl/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'misdirected', /scheme and port in rabbitmq\.amqpUrl/],
  ])('is the bot’s own: %s', (code, reason, mend) => {
    const own = { reason, mend: expect.stringMatching(mend) };
    expect(ownTrouble(withCode(code), names)).toEqual(own);
    expect(ownTrouble(new Error('outer', { cause: withCode(code) }), names)).toEqual(own);
    expect(ownTrouble(new AggregateError([withCode(code)]), names)).toEqual(own);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH'])('is not the bot’s own: %s', (code) => {
    expect(ownTrouble(withCode(code), names)).toBeUndefined();
  });
});

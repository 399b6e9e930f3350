import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import { anyCharacters } from '../../support/any-characters.ts';
import { canaries } from '../../support/canaries.ts';
import { equalComplaints, otherComplaints } from '../../support/complaints.ts';
import { innocent } from '../../support/innocent.ts';
import { signatureByPattern } from '../../support/signature-by-pattern.ts';

const complaints = [...equalComplaints, ...otherComplaints].flatMap(([, one, other]) => [one, other]);
const texts = [...complaints, ...innocent, ...canaries.map(({ text }) => text)];

/** What the pattern knows, whole and in parts, right and nearly right. */
const parts = [
  ...['status', 'Status', 'STATUS', 'code', 'Code', 'statusCode', 'status_code', 'Status-Code', 'status code'],
  ...['HTTP', 'HTTP/1.1', 'HTTP/2', 'Http', 'http', ' returned', ' Error', ' error', '404', '503', '99', '600', '4041'],
  ...['S3Error', 'E11000', 'E1100', 'AMQPConnectionError', 'foo_3Error', 'a_b_c', 'foo_barException9', '__fooError'],
  ...['Nov', 'Dec', 'Mon', 'Thu', 'Thu,', '13', '2025', '15:34:15', '2025-11-13', '2025/11/13', 'T15:34', 'T', 'Z'],
  ...['UTC', 'GMT', '+0000', '+02:00', '-0300', '.5', ',123', '1h2m3s', '1h2m', '1m30.5s', '1.5h3m', '1d', 'e5', 'e+5'],
  ...['dcfa46a4-9108-4f0c-a1b2-0123456789ab', 'abcdefab-abcd-abcd-abcd-abcdefabcdef', 'dcfa46a4', '9108', 'deadbeef'],
  ...['12345678-1234-1234-1234-123456789012', 'decade', '0x7f3a12', '0x', '0X1g', 'ab12', '12ab', 'ctag1abc8rX'],
  ...['grpc', 'job', 'grpc-job', '-19-7-', '8rlgb', 'xkwvb', '24567', 'bcdfg', 'bcdfghj', '5bcxkfvzzd', '6d4f7c9b8d'],
  ...[
    'fe80',
    '::',
    '::1',
    '::ffff',
    'fe80::1',
    '1:2:3:4:5:6:7:8',
    '10.0.0.1',
    '%eth0',
    '‹hidden ',
    'cafe',
    '0fe1',
    '›',
  ],
  ...['ms', 's', 'm', 'h', 'd', 'min', 'secs', 'seconds', 'MiB', 'KB', 'Hz', 'kHz', 'bytes', 'µs', 'μs', 'ns', '%'],
  ...[
    '#',
    '##',
    'a',
    'B',
    'g',
    'é',
    '\u00a0',
    '\t',
    '\n',
    '  ',
    '\u2028',
    '😀',
    'queue',
    'worker-node',
    'x'.repeat(85),
  ],
  ...[' ', ' ', ' ', ' ', '-', '-', ':', '.', ',', ', ', '/', '+', '_', '"', "'", '(', ')', '[', ']', '=', '{', '}'],
];
const part = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...parts) },
  { weight: 2, arbitrary: fc.constantFrom(...'0123456789abcdefXTZghsm:-.,/ #+_%') },
  { weight: 1, arbitrary: fc.nat(99_999).map(String) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-f0-9]{1,12}$/) },
  { weight: 1, arbitrary: anyCharacters({ maxLength: 3 }) },
);
const joined = (unit: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(unit, { maxLength }).map((some) => some.join(''));

describe('a signature that is read by hand', () => {
  it('is what the pattern says for complaints, innocent lines and canaries, at any place of a line', () => {
    for (const text of texts) {
      for (const line of [text, `${' \t'.repeat(490)}${text}`, `queue ${text} is gone`]) {
        expect(signatureOf(line)).toBe(signatureByPattern(line));
      }
    }
  });

  it('is what the pattern says whatever character stands in a line', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const it = String.fromCharCode(code);
      const line = `a${it}b ${it}1${it}2 ${it}${it} -3${it}`;
      if (signatureOf(line) !== signatureByPattern(line))
        expect([code, signatureOf(line)]).toEqual([code, signatureByPattern(line)]);
    }
  });

  it('is what the pattern says where characters of several bytes fill a line to its end', () => {
    for (let length = 900; length <= 1_010; length++) {
      const line = `é${'x '.repeat(500)}`.slice(0, length - 3).concat('123');
      expect(signatureOf(line)).toBe(signatureByPattern(line));
    }
  });

  it.each([
    ['lines of what it knows', joined(part, 24), 10_000],
    ['digits, signs and letters', joined(fc.constantFrom(...'0123456789abcdefgxzT:-./, #+_'), 30), 5_000],
    ['few characters in many orders', joined(fc.constantFrom(...'15ae:-. '), 24), 5_000],
    ['long lines', joined(part, 400), 200],
  ])('is what the pattern says for %s', (_what, lines, numRuns) => {
    fc.assert(
      fc.property(lines, (line) => signatureOf(line) === signatureByPattern(line)),
      { numRuns },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import { anyCharacters } from '../../support/any-characters.ts';
import { equalComplaints, otherComplaints } from '../../support/complaints.ts';

describe('equal complaints', () => {
  it.each(equalComplaints)('have one signature, whatever their %s', (_, one, other) => {
    expect(signatureOf(one)).toBe(signatureOf(other));
  });

  const number = fc.nat().map(String);
  const piece = fc.oneof(
    number,
    fc.uuid(),
    fc.ipV4(),
    fc.tuple(fc.nat(99), fc.nat(999)).map(([slot, counter]) => `${slot}-${counter}`),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    fc
      .tuple(fc.nat(99_999_999), fc.constantFrom('ms', ' ms', 's', ' s', 'MiB', '%'))
      .map(([size, unit]) => `${size}${unit}`),
  );

  it('have one signature with any id, time, address or number in the same place', () => {
    // A unit after a number belongs to it.
    const word = fc.stringMatching(/^[g-z]{2,9}$/).filter((text) => !/^(?:[num]s|mins?|hz)$/.test(text));
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        fc.nat(8),
        piece,
        piece,
        (words, place, one, other) => {
          const line = (part: string) => words.toSpliced(place, 0, part).join(' ');
          expect(signatureOf(line(one))).toBe(signatureOf(line(other)));
        },
      ),
    );
  });
});

describe('different complaints', () => {
  it.each(otherComplaints)('have signatures of their own: other %s', (_, one, other) => {
    expect(signatureOf(one)).not.toBe(signatureOf(other));
  });

  it('have signatures of their own when any of their words differs', () => {
    const word = fc.stringMatching(/^[A-Za-z]{1,20}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.nat(6), word, word, fc.nat(), (words, place, one, other, id) => {
        fc.pre(one !== other);
        const line = (part: string) => [...words.toSpliced(place, 0, part), id].join(' ');
        expect(signatureOf(line(one))).not.toBe(signatureOf(line(other)));
      }),
    );
  });
});

describe('a signature', () => {
  it('keeps what the complaint says', () => {
    const line =
      '2025-11-13T15:34:15+0000 ERROR pz.focus_server GET /metadata/19-7 took 3.2 s: status 404 of 10.0.0.1:80';
    expect(signatureOf(line)).toBe('# ERROR pz.focus_server GET /metadata/# took #: status 404 of #');
  });

  it('keeps no number where no words say that it is a status', () => {
    expect(signatureOf('404 lines, encode 404, code 404ms, status 1404')).toBe('# lines, encode #, code #, status #');
  });

  it('is of the first 1,000 characters', () => {
    const long = `${'ab '.repeat(400)}`;
    expect(signatureOf(`${long}one`)).toBe(signatureOf(`${long}other`));
    expect(signatureOf(long).length).toBeLessThanOrEqual(1_000);
  });

  it('is never longer than its line', () => {
    fc.assert(
      fc.property(anyCharacters({ maxLength: 200 }), (text) => {
        expect(signatureOf(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it.each([
    ['digits', '1'],
    ['hexadecimal digits', 'a1'],
    ['letters', 'a'],
    ['colons', 'a:'],
    ['dashes', '1-'],
    ['durations', '1m'],
    ['commas', '1, '],
    ['status words', 'status '],
    ['months', 'Nov '],
    ['dots', '1.'],
  ])('of the worst line of %s is found in few steps', (_, part) => {
    const worst = `${part.repeat(1_000).slice(0, 999)}!`;
    const took = [1, 2, 3].map(() => {
      const before = process.cpuUsage().user;
      for (let i = 0; i < 20; i += 1) signatureOf(worst);
      return process.cpuUsage().user - before;
    });
    expect(Math.min(...took)).toBeLessThan(200_000);
  });
});

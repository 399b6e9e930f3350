import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrend } from '#asking/trend.ts';
import { anyCharacters } from '../support/any-characters.ts';

const places = { environments: ['staging', 'production'], defaultEnvironment: 'staging' };
const checks = [
  { name: 'nightly-live', environment: 'production' },
  { name: 'ready', environment: 'staging' },
];
const DAY = 24 * 3_600_000;
const parse = (text: string) => parseTrend([text], places, checks);

describe('whose trend is asked about', () => {
  it.each([
    ['', { environment: 'staging', spanMs: 14 * DAY }],
    ['production', { environment: 'production', spanMs: 14 * DAY }],
    ['30d Production', { environment: 'production', spanMs: 30 * DAY }],
    ['watched 7d production', { environment: 'production', watched: true, spanMs: 7 * DAY }],
    ['nightly-live watched', { environment: 'production', check: 'nightly-live', spanMs: 14 * DAY }],
    ['nightly-live', { environment: 'production', check: 'nightly-live', spanMs: 14 * DAY }],
    ['nightly–live 36h', { environment: 'production', check: 'nightly-live', spanMs: 36 * 3_600_000 }],
    ['ready staging 2 weeks', { environment: 'staging', check: 'ready', spanMs: 14 * DAY }],
    ['check=READY span=7d', { environment: 'staging', check: 'ready', spanMs: 7 * DAY }],
    ['by=Node', { environment: 'staging', spanMs: 14 * DAY, by: 'node' }],
    ['span = 1 day environment=production', { environment: 'production', spanMs: DAY }],
  ])('is understood in %j', (text, asked) => {
    expect(parse(text)).toEqual({ kind: 'trend', ...asked });
  });

  it.each([
    ['14', ['14 has no unit; write 14d for days']],
    ['200d', ['200d is outside 1d to 90d; the nearest is 90d']],
    ['3h', ['3h is outside 1d to 90d; the nearest is 1d']],
    ['7d 14d', ['7d and 14d are two spans of time; keep one']],
    ['by=nodes', ['by=nodes is neither node nor build; did you mean node?']],
    ['14x', ['14x is not a span of time; write it like 14d']],
    [
      'productoin',
      [
        'there is no environment or check productoin; did you mean production? (environments: staging, production; checks: nightly-live, ready)',
      ],
    ],
    ['check=nightly', ['there is no check nightly; did you mean nightly-live? (checks: nightly-live, ready)']],
    ['nightly-live ready', ['nightly-live and ready are two checks; ask about one at a time']],
    ['nightly-live staging', ['check nightly-live runs in production, not in staging; nightly-live alone will do']],
    ['staging production', ['staging and production are two environments; ask about one at a time']],
    ['nfft=1024', ['there is no argument nfft; the arguments are environment, check, span, by']],
  ])('is told what is wrong with %j', (text, messages) => {
    const asked = parse(text);
    expect(asked.kind === 'mistakes' ? asked.mistakes.map(({ message }) => message) : []).toEqual(messages);
  });
});

it('never throws and lets only known names and honest spans through, whatever is typed', () => {
  const word = fc.oneof(
    anyCharacters(),
    fc.constantFrom('14d', 'staging', 'nightly-live', 'check=', 'span=', '=', '9'.repeat(3_000), '1e9d', '-5d'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const asked = parseTrend(words, places, checks);
      if (asked.kind === 'mistakes') {
        expect(asked.mistakes.length).toBeGreaterThan(0);
        for (const { message } of asked.mistakes) expect(message.length).toBeLessThan(400);
        return;
      }
      expect(places.environments).toContain(asked.environment);
      expect([undefined, 'nightly-live', 'ready']).toContain(asked.check);
      expect(asked.spanMs >= DAY && asked.spanMs <= 90 * DAY).toBe(true);
    }),
    { numRuns: 200 },
  );
});

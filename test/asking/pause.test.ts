import { describe, expect, it } from 'vitest';
import { parsePause } from '#asking/pause.ts';

const HOUR = 3_600_000;
const checks = ['lab-live', 'staging-live'];
const read = (text: string) => parsePause(text, checks);
const mistakes = (text: string) => {
  const wanted = read(text);
  return wanted?.kind === 'mistakes' ? wanted.mistakes.map(({ message }) => message) : wanted;
};

describe('what is typed after `/focus checks`', () => {
  it('is a pause with or without a length, or its end', () => {
    expect(read('pause lab-live 2h')).toEqual({ kind: 'pause', check: 'lab-live', lengthMs: 2 * HOUR });
    expect(read(' Pause LAB-LIVE 1h 30m ')).toEqual({ kind: 'pause', check: 'lab-live', lengthMs: 1.5 * HOUR });
    expect(read('pause staging-live')).toEqual({ kind: 'pause', check: 'staging-live' });
    expect(read('resume lab-live')).toEqual({ kind: 'resume', check: 'lab-live' });
  });

  it('is a look at them where it is neither', () => {
    expect(['', 'lab-live', 'paused lab-live'].map(read)).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['pause lab-live 2x', '"2x" is no length of a pause; allowed is from 5m to 7d, such as 2h'],
    ['pause lab-live 2', '"2" is no length of a pause; allowed is from 5m to 7d, such as 2h'],
    ['pause lab-live 4m', 'a pause of 4 min is too short; allowed is from 5m to 7d, such as 2h'],
    ['pause lab-live 8d', 'a pause of 192 h is too long; allowed is from 5m to 7d, such as 2h'],
    ['resume lab-live 2h', 'resume takes no length, came "2h"'],
    ['pause lab-life 2h', 'no check is called "lab-life"; did you mean lab-live?'],
    ['pause', 'pause of which check? Write its name behind it; there are lab-live, staging-live'],
  ])('names what came and what is allowed: %s', (text, message) => {
    expect(mistakes(text)).toEqual([message]);
  });

  it('names all that is wrong at once', () => {
    expect(mistakes('pause 7 0s')).toEqual([
      'no check is called "7"; there are lab-live, staging-live',
      'a pause of 0 ms is too short; allowed is from 5m to 7d, such as 2h',
    ]);
  });
});

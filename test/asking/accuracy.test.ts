import { describe, expect, it } from 'vitest';
import { parseAccuracy } from '#asking/accuracy.ts';

const places = { environments: ['staging', 'production'], defaultEnvironment: 'staging' };

describe('parseAccuracy', () => {
  it.each([
    ['accuracy', {}],
    ['  Accuracy ', {}],
    ['accuracy in=Production', { environment: 'production' }],
    ['accuracy in = staging', { environment: 'staging' }],
    ['accuracy production', { environment: 'production' }],
    ['accuracy environment=production in=production', { environment: 'production' }],
  ])('understands %j', (text, asked) => {
    expect(parseAccuracy(text, places)).toEqual({ kind: 'accuracy', ...asked });
  });

  it.each(['', 'staging', 'verdict=broken', 'inaccuracy', 'staging accuracy'])('leaves %j to the list', (text) => {
    expect(parseAccuracy(text, places)).toBeUndefined();
  });

  it.each([
    ['accuracy in=moon', /^there is no environment moon \(there is staging, production\)$/],
    ['accuracy in=stagin', /did you mean staging\?/],
    ['accuracy staging in=production', 'production and staging are two environments; ask about one at a time'],
    ['accuracy verdict=broken', /there is no argument verdict/],
    ['accuracy in=', /^in has no value/],
  ])('says what is wrong with %j', (text, message) => {
    const read = parseAccuracy(text, places);
    expect(read?.kind === 'mistakes' ? read.mistakes.map((one) => one.message) : []).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

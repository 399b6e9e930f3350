import { describe, expect, it } from 'vitest';
import { parseDiff } from '#asking/diff.ts';

const places = { environments: ['staging', 'production'], defaultEnvironment: 'staging' };
const mistakesOf = (text: string) => {
  const read = parseDiff(text, places);
  return read.kind === 'mistakes' ? read.mistakes.map(({ message }) => message) : [];
};

describe('two runs to compare', () => {
  it.each([
    ['19-7 19-8', 'staging', ['19-7', '19-8']],
    ['19-8 production 19-7', 'production', ['19-8', '19-7']],
    ['grpc-job-19-7-8rlgb kq4m2x9s1a', 'staging', ['19-7', 'kq4m2x9s1a']],
    ['environment=production 19-7 19–8', 'production', ['19-7', '19-8']],
  ])('are understood in %j', (text, environment, runs) => {
    expect(parseDiff(text, places)).toEqual({ kind: 'diff', environment, runs });
  });

  it.each([
    ['', 'two runs are missing; each is a job’s id, such as 19-7, or the reference of an investigation'],
    ['19-7', 'a second run is missing beside 19-7'],
    ['19-7 19-7', '19-7 is compared with itself; name two runs'],
    ['19-7 19-8 19-9', '19-7, 19-8, 19-9 are more than two runs; compare two at a time'],
    ['19-7 19-8 stagin', 'there is no environment stagin; did you mean staging?'],
  ])('are refused by name in %j', (text, message) => {
    expect(mistakesOf(text).join('\n')).toContain(message);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHistory } from '#asking/history.ts';
import { isJobId } from '#investigation/job-id.ts';
import { anyText } from '../support/any-report.ts';

const world = {
  environments: ['staging', 'production', 'shared'],
  defaultEnvironment: 'staging',
  checks: ['timing-live', 'nightly-2-1', 'shared'],
  causes: ['backend-down', 'consumer-never-created', 'pod-not-scheduled', 'queue-leaked'],
};
const parse = (text: string, changes: Partial<typeof world> = {}) => parseHistory([text], { ...world, ...changes });
const mistakes = (text: string, changes: Partial<typeof world> = {}) => {
  const asked = parse(text, changes);
  return asked.kind === 'mistakes' ? asked.mistakes.map(({ message }) => message) : [];
};

describe('parseHistory', () => {
  it.each([
    ['', {}, 15],
    ['Production', { environment: 'production' }, 15],
    ['timing-live', { check: 'timing-live' }, 15],
    ['19-7', { jobId: '19-7' }, 15],
    ['grpc-job-19-7-8rlgb', { jobId: '19-7' }, 15],
    ['nightly-2-1', { check: 'nightly-2-1' }, 15],
    ['shared', { environment: 'shared' }, 15],
    ['check=shared', { check: 'shared' }, 15],
    ['check=shared environment=shared', { environment: 'shared', check: 'shared' }, 15],
    ['job=19-7', { jobId: '19-7' }, 15],
    ['staging staging environment=Staging', { environment: 'staging' }, 15],
    ['Watched staging', { environment: 'staging', watched: true }, 15],
    ['watched verdict=broken count=40', { watched: true, verdict: 'broken' }, 40],
    ['verdict=Broken', { verdict: 'broken' }, 15],
    ['cause = backend-down', { cause: 'backend-down' }, 15],
    [
      'count=40 19–7 “staging” cause=Queue-Leaked verdict=degraded timing-live',
      { environment: 'staging', check: 'timing-live', jobId: '19-7', verdict: 'degraded', cause: 'queue-leaked' },
      40,
    ],
  ])('understands %j', (text, query, count) => {
    expect(parse(text)).toEqual({ kind: 'history', query, count });
  });

  it.each([
    [
      'prodcution',
      'prodcution is no environment, check or job id; did you mean production? (environments: staging, production, shared; checks: timing-live, nightly-2-1, shared)',
    ],
    [
      'xyzzy',
      'xyzzy is no environment, check or job id (environments: staging, production, shared; checks: timing-live, nightly-2-1, shared)',
    ],
    ['broken', /^broken is no environment, check or job id; did you mean verdict=broken\?/],
    ['backend-down', /did you mean cause=backend-down\?/],
    ['20', /^20 is no environment, check or job id; did you mean count=20\?/],
    ['check=timing-liv', /^timing-liv is no check; did you mean timing-live\? \(checks: /],
    ['environment=moon', 'moon is no environment (environments: staging, production, shared)'],
    ['job=moon', 'moon is no job id'],
    ['staging production', 'staging and production are two environments; ask about one at a time'],
    ['check=timing-live nightly-2-1', 'timing-live and nightly-2-1 are two checks; ask about one at a time'],
    ['19-7 20-8', '19-7 and 20-8 are two jobs; ask about one at a time'],
    ['job 19-7', 'job has no value; write job=19-7 with no space'],
    ['verdict=broke', 'verdict=broke is none of healthy, degraded, broken, inconclusive; did you mean verdict=broken?'],
    ['cause=backend-don', /^cause=backend-don is none of the causes, .*; did you mean cause=backend-down\?$/],
    ['cause=x', 'cause=x is none of the causes, such as backend-down, consumer-never-created, pod-not-scheduled'],
    ['count=0', 'count=0 is outside 1 to 40; the nearest is count=1'],
    ['count=41', 'count=41 is outside 1 to 40; the nearest is count=40'],
    ['count=1e1', 'count=1e1 is not a whole number; write it like count=15'],
    ['cuase=backend-down', 'there is no argument cuase; did you mean cause?'],
  ])('says what is wrong with %j', (text, message) => {
    expect(mistakes(text)).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  it('names all mistakes at once', () => {
    expect(mistakes('moon 19-7 20-8 verdict=x count=x')).toHaveLength(4);
  });

  it('names no checks where there are none', () => {
    expect(mistakes('moon', { checks: [] })).toEqual([
      'moon is no environment, check or job id (environments: staging, production, shared)',
    ]);
    expect(mistakes('check=moon', { checks: [] })).toEqual(['moon is no check']);
  });

  it('lets only what is known through, whatever is typed', () => {
    const words = fc.array(
      fc.oneof(anyText, fc.constantFrom('staging', 'timing-live', '19-7', 'verdict=broken', 'count=3')),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(words, (typed) => {
        const asked = parseHistory(typed, world);
        if (asked.kind === 'mistakes') {
          expect(asked.mistakes).not.toEqual([]);
          return;
        }
        const { environment = 'staging', check = 'shared', cause = 'queue-leaked', jobId = '1-1' } = asked.query;
        expect(world.environments).toContain(environment);
        expect(world.checks).toContain(check);
        expect(world.causes).toContain(cause);
        expect(isJobId(jobId)).toBe(true);
        expect(asked.count).toBeGreaterThanOrEqual(1);
        expect(asked.count).toBeLessThanOrEqual(40);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logsArguments, parseLogs } from '#asking/logs.ts';
import { isJobId } from '#investigation/job-id.ts';
import { anyCharacters } from '../support/any-characters.ts';

const places = { environments: ['staging', 'production', 'kefar-saba'], defaultEnvironment: 'staging' };

function ask(text: string) {
  const asked = parseLogs(text.split(' '), places);
  if (asked.kind === 'mistakes') throw new Error(asked.mistakes.map(({ message }) => message).join('\n'));
  return asked;
}

function mistakesOf(text: string): string[] {
  const asked = parseLogs([text], places);
  return asked.kind === 'mistakes' ? asked.mistakes.map(({ message }) => message) : [];
}

const everything = { pods: 'all', previous: false };
const NOT_AN_ID = 'is not a job id; a job id is two numbers joined by a dash';
const ARGUMENTS = 'environment, job_id, pod, since, tail, grep, level, previous, follow';

describe('what may be looked up', () => {
  it('is everything of the job in the usual environment when only its id is typed', () => {
    expect(ask('19-7')).toEqual({ kind: 'logs', environment: 'staging', request: { jobId: '19-7', ...everything } });
  });

  it('takes every argument, in any order', () => {
    expect(
      ask('follow=2m level=error grep="no queue" tail=200 production since=10m pod=grpc 19-7 previous=false'),
    ).toEqual({
      kind: 'logs',
      environment: 'production',
      request: {
        jobId: '19-7',
        pods: 'grpc',
        sinceMs: 600_000,
        tail: 200,
        grep: 'no queue',
        level: 'error',
        previous: false,
      },
      followMs: 120_000,
    });
  });

  it.each([
    '19–7',
    '19 — 7',
    '“19-7”',
    '#19-7,',
    'job 19-7',
    'job=19-7',
    'job = 19-7',
    'job_id=19-7',
    'job id 19-7',
    'Job-ID: 19-7',
    '"job_id":"19-7",',
    'id=19-7',
    'job-19-7',
    'grpc-job-19-7',
    'grpc-job-19-7-8rlgb',
    'GRPC-job-19-7-8rlgb',
    'cleanup-job-19-7-x2x2x',
    'pod/grpc-job-19-7-8rlgb',
    'job.batch/cleanup-job-19-7',
    'grpc-service-19-7',
    'grpc-job-19-7-1763048055',
    'grpc-job-19-7-8rlgb.baby-analyzer.log',
    'pod=all job=grpc-job-19-7',
    '19-7 grpc-job-19-7-8rlgb',
  ])('finds the job in what people paste: %s', (typed) => {
    for (const text of [typed, `production ${typed}`, `${typed} production`])
      expect(ask(text).request).toEqual({ jobId: '19-7', ...everything });
    expect(ask(`${typed} production`).environment).toBe('production');
    expect(ask(`${typed} tail=5`).request.tail).toBe(5);
  });

  it.each([
    ['grep="no such queue"', 'no such queue'],
    ['grep=“no such queue”', 'no such queue'],
    ['grep = ‘no such queue’', 'no such queue'],
    ["GREP 'no such queue'", 'no such queue'],
    ['—grep="no such queue"', 'no such queue'],
    ['grep=„no\u00a0such\u200b queue“', 'no such queue'],
    ['grep=queue', 'queue'],
    ['grep= queue', 'queue'],
    ['grep="  two  spaces "', '  two  spaces '],
    ['grep="it’s \'gone\'"', "it’s 'gone'"],
    ['grep=\'"level":"error"\'', '"level":"error"'],
    ['grep="level=debug 20-8 job=3"', 'level=debug 20-8 job=3'],
    ['grep=a–b', 'a–b'],
    ['grep=.*', '.*'],
    ['grep=don’t', 'don’t'],
  ])('looks for the text of %s as it is', (text, grep) => {
    for (const around of [`19-7 ${text} level=error`, `${text} 19-7 level=error`])
      expect(ask(around).request).toEqual({ jobId: '19-7', ...everything, level: 'error', grep });
  });

  it.each([
    ['previous', { previous: true }],
    ['PREVIOUS', { previous: true }],
    ['--previous', { previous: true }],
    ['previous=true', { previous: true }],
    ['previous=no', { previous: false }],
    ['level=warn', { level: 'warning' }],
    ['level=Warning', { level: 'warning' }],
    ['level error', undefined],
    ['pod=Backend', { pods: 'backend' }],
    ['since=1h30m', { sinceMs: 5_400_000 }],
    ['since = 10 m', { sinceMs: 600_000 }],
    ['since=1s', { sinceMs: 1_000 }],
    ['since=24h', { sinceMs: 86_400_000 }],
    ['--tail=100000', { tail: 100_000 }],
  ])('reads %s', (text, request) => {
    if (request === undefined) expect(mistakesOf(`19-7 ${text}`)).toHaveLength(1);
    else expect(ask(`19-7 ${text}`).request).toEqual({ jobId: '19-7', ...everything, ...request });
  });

  it('follows for two minutes when nothing says how long', () => {
    for (const text of ['19-7 follow production', 'follow 19-7 production', 'production 19-7 --follow'])
      expect(ask(text)).toMatchObject({ environment: 'production', followMs: 120_000 });
    expect(ask('19-7 follow=5s').followMs).toBe(5_000);
    expect(ask('19-7 follow=10 min').followMs).toBe(600_000);
  });

  it('reads each example of the help', () => {
    const examples = logsArguments.map(({ example }) => example);
    expect(mistakesOf(examples.filter((example) => example !== 'previous').join(' '))).toEqual([]);
    expect(mistakesOf(examples.filter((example) => !example.startsWith('follow')).join(' '))).toEqual([]);
  });
});

describe('what may not be looked up', () => {
  it.each([
    ['', 'the job id is missing; a job id is two numbers joined by a dash, such as 19-7'],
    ['production', 'the job id is missing; a job id is two numbers joined by a dash, such as 19-7'],
    ['job_id=', 'the job id is missing; a job id is two numbers joined by a dash, such as 19-7'],
    ['19_7', `19_7 ${NOT_AN_ID}; did you mean 19-7?`],
    ['19.7', `19.7 ${NOT_AN_ID}; did you mean 19-7?`],
    ['job=19_7', `job=19_7 ${NOT_AN_ID}; did you mean 19-7?`],
    ['19', `19 ${NOT_AN_ID}, such as 19-7`],
    ['2025-11-13', `2025-11-13 ${NOT_AN_ID}, such as 19-7`],
    ['19-7-8rlgb', `19-7-8rlgb ${NOT_AN_ID}, such as 19-7`],
    ['grpc-job-197', `grpc-job-197 ${NOT_AN_ID}, such as 19-7`],
    ['job=staging', `job=staging ${NOT_AN_ID}, such as 19-7`],
    ['1234567-1', `1234567-1 ${NOT_AN_ID} of at most 6 and 9 digits, such as 19-7`],
    ['19-7 19_8', `19_8 ${NOT_AN_ID}; did you mean 19-8?`],
    ['19-7 19-8', '19-7 and 19-8 are two jobs; ask for one at a time'],
    ['19-7 grpc-job-1-16-abcde', '19-7 and 1-16 are two jobs; ask for one at a time'],
    ['19-7 stagin', 'there is no environment stagin; did you mean staging? (there is staging, production, kefar-saba)'],
    ['19-7 moon', 'there is no environment moon (there is staging, production, kefar-saba)'],
    ['19-7 staging production', 'staging and production are two environments; ask about one at a time'],
    ['19-7 staging now', 'now is one word too many; write arguments as name=value'],
    ['19-7 error', 'error is one word too many; did you mean level=error?'],
    ['19-7 grpc', 'grpc is one word too many; did you mean pod=grpc?'],
    ['19-7 10m', '10m is one word too many; did you mean since=10m?'],
    ['19-7 200', '200 is one word too many; did you mean tail=200?'],
    ['19-7 previus', 'previus is one word too many; did you mean previous?'],
    ['19-7 lines=5', `there is no argument lines; the arguments are ${ARGUMENTS}`],
    ['19-7 pods=grpc', 'there is no argument pods; did you mean pod?'],
    ['19-7 levl=error', 'there is no argument levl; did you mean level?'],
    ['19-7 pod=gprc', 'pod=gprc is not a kind of pod; it is grpc, cleanup, backend or all; did you mean pod=grpc?'],
    [
      '19-7 pod=cleanup-job-19-7-x2x2x',
      'pod=cleanup-job-19-7-x2x2x is not a kind of pod; it is grpc, cleanup, backend or all; did you mean pod=cleanup?',
    ],
    ['19-7 level=eror', 'level=eror is not a level; a level is info, warning or error; did you mean level=error?'],
    ['19-7 level=debug', 'level=debug is not a level; a level is info, warning or error'],
    ['19-7 since=10', 'since=10 has no unit; write since=10s or since=10m'],
    ['19-7 since=today', 'since=today is not a time; write it like since=10m'],
    ['19-7 since=25h', 'since=25h is outside 1s to 24h; the nearest is since=24h'],
    ['19-7 since=500ms', 'since=500ms is outside 1s to 24h; the nearest is since=1s'],
    ['19-7 follow=1h', 'follow=1h is outside 5s to 10m; the nearest is follow=10m'],
    ['19-7 follow=0s', 'follow=0s is outside 5s to 10m; the nearest is follow=5s'],
    ['19-7 follow 30s', 'follow has no value; write follow=30s with no space'],
    ['19-7 tail=0', 'tail=0 is outside 1 to 100000; the nearest is tail=1'],
    ['19-7 tail=100001', 'tail=100001 is outside 1 to 100000; the nearest is tail=100000'],
    ['19-7 tail=1k', 'tail=1k is not a whole number; write it like tail=200'],
    ['19-7 previous=maybe', 'previous=maybe is neither true nor false; write previous alone, or leave it out'],
    ['19-7 previous follow', 'follow and previous exclude each other: a run that ended writes nothing more; keep one'],
    ['19-7 tail=5 tail=6', 'tail is given twice, tail=5 and tail=6; keep one'],
    ['19-7 grep=a grep=b', 'grep is given twice, grep=a and grep=b; keep one'],
    ['19-7 grep=', 'grep has no value; write it like grep="no queue"'],
    ['19-7 grep=" "', 'grep has no value; write it like grep="no queue"'],
    ['19-7 grep= level=error', 'grep has no value; write it like grep="no queue"'],
    ['19-7 grep="queue', 'grep="queue has no closing quote; write it like grep="no queue"'],
    [
      `19-7 grep="${'queue '.repeat(40)}"`,
      'grep=queue queue queue queue queue queue queu… has 240 characters, and at most 200 are looked for; take a telling part of it',
    ],
    [
      '19-7 production grep=no queue',
      'queue is one word too many; write arguments as name=value; a text with spaces takes quotes, such as grep="no …"',
    ],
  ])('explains %s', (text, message) => {
    expect(mistakesOf(text)).toEqual([message]);
  });

  it('names all mistakes at once', () => {
    expect(mistakesOf('19_7 stagin pod=x since=1 tail=0 level=x follow=1s colour=red previous=x grep=""')).toHaveLength(
      10,
    );
  });

  it('keeps what it repeats of a long text short', () => {
    for (const text of [`tail=${'9'.repeat(1500)}`, 'x'.repeat(1500), `grep=${'x'.repeat(1500)}`, '9'.repeat(1500)])
      for (const message of mistakesOf(text)) expect(message.length).toBeLessThan(220);
  });

  it('lets nothing through that breaks a rule and names what came, whatever is typed', () => {
    const names = logsArguments.map(({ name }) => name);
    const quote = fc.constantFrom('"', '“', '”', "'", '’', '`', '');
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.tuple(fc.nat(200_000), fc.constantFrom('s', 'm', 'h', ' m', 'd', '')).map((parts) => parts.join('')),
      fc.constantFrom('error', 'warn', 'grpc', 'all', 'true', '19-7', '<!channel>'),
      fc.tuple(quote, anyCharacters(), quote).map((parts) => parts.join('')),
    );
    const word = fc.oneof(
      anyCharacters(),
      fc.constantFrom('19-7', 'grpc-job-19-7-8rlgb', '19_7', 'staging', 'previous', 'follow', '2025-11-13', '='),
      fc
        .tuple(fc.constantFrom(...names, 'environment', 'lvl', ''), fc.constantFrom('=', ' = ', ' '), value)
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), (words) => {
        const asked = parseLogs(words, places);
        if (asked.kind === 'mistakes') {
          expect(asked.mistakes.length).toBeGreaterThan(0);
          for (const { argument, message } of asked.mistakes) {
            expect(message.length).toBeLessThan(400);
            if (!['job_id', 'environment'].includes(argument)) expect(message).toContain(argument);
          }
          return;
        }
        const { jobId, sinceMs = 1_000, tail = 1, grep = 'x' } = asked.request;
        expect(isJobId(jobId)).toBe(true);
        expect(places.environments).toContain(asked.environment);
        expect(sinceMs >= 1_000 && sinceMs <= 86_400_000 && Number.isInteger(sinceMs)).toBe(true);
        expect(tail >= 1 && tail <= 100_000 && Number.isInteger(tail)).toBe(true);
        expect(grep.trim().length > 0 && grep.length <= 200).toBe(true);
        expect(asked.followMs === undefined || (asked.followMs >= 5_000 && asked.followMs <= 600_000)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

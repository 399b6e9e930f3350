import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJob, parseJobs } from '#asking/places.ts';
import { isJobId } from '#investigation/job-id.ts';
import { anyCharacters } from '../support/any-characters.ts';

const places = { environments: ['staging', 'production'], defaultEnvironment: 'staging' };

function mistakesIn(asked: ReturnType<typeof parseJob> | ReturnType<typeof parseJobs>): string[] {
  return asked.kind === 'mistakes' ? asked.mistakes.map(({ message }) => message) : [];
}

describe('which job is asked about', () => {
  it.each([
    ['19-7', 'staging'],
    ['19–7 production', 'production'],
    ['Production grpc-job-19-7-8rlgb', 'production'],
    ['environment=production job_id=19-7', 'production'],
  ])('is understood in %s', (text, environment) => {
    expect(parseJob(text.split(' '), places)).toEqual({ kind: 'job', environment, jobId: '19-7' });
  });

  it.each([
    ['', ['the job id is missing; a job id is two numbers joined by a dash, such as 19-7']],
    ['19_7', ['19_7 is not a job id; a job id is two numbers joined by a dash; did you mean 19-7?']],
    ['19-7 prod', ['there is no environment prod; did you mean production? (there is staging, production)']],
    [
      '7 nfft=1024 moon',
      [
        '7 is not a job id; a job id is two numbers joined by a dash, such as 19-7',
        'there is no argument nfft; the arguments are job_id, environment',
        'there is no environment moon (there is staging, production)',
      ],
    ],
  ])('is told what is wrong with %j', (text, messages) => {
    expect(mistakesIn(parseJob([text], places))).toEqual(messages);
  });
});

describe('where jobs are asked about', () => {
  it.each([
    ['', 'staging'],
    ['PRODUCTION', 'production'],
    ['environment = production', 'production'],
    ['production production', 'production'],
  ])('is understood in %j', (text, environment) => {
    expect(parseJobs([text], places)).toEqual({ kind: 'jobs', environment });
  });

  it.each([
    ['19-7', ['19-7 is one word too many; did you mean job 19-7?']],
    ['productoin', ['there is no environment productoin; did you mean production? (there is staging, production)']],
    ['staging now', ['now is one word too many; write arguments as name=value']],
  ])('is told what is wrong with %j', (text, messages) => {
    expect(mistakesIn(parseJobs([text], places))).toEqual(messages);
  });
});

it('never throws and lets only known places and checked ids through, whatever is typed', () => {
  const word = fc.oneof(
    anyCharacters(),
    fc.constantFrom('19-7', 'job=', 'id:', 'grpc-job-', 'staging', '—', '0-0', '=', '9'.repeat(3000)),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const job = parseJob(words, places);
      const jobs = parseJobs(words, places);
      if (job.kind === 'job') expect(isJobId(job.jobId) && places.environments.includes(job.environment)).toBe(true);
      if (jobs.kind === 'jobs') expect(places.environments).toContain(jobs.environment);
      for (const message of [...mistakesIn(job), ...mistakesIn(jobs)])
        expect(message.length > 0 && message.length < 400).toBe(true);
    }),
    { numRuns: 500 },
  );
});

import { describe, expect, it } from 'vitest';
import { jobsIn } from '#asking/jobs-in-text.ts';

describe('the jobs that a text is about', () => {
  it.each([
    ['19-7 has no consumer, can somebody look?', ['19-7']],
    ['why does job 19-7 hang', ['19-7']],
    ['Job ID: 19-7', ['19-7']],
    ['{"job_id":"19-7","status":"ok"}', ['19-7']],
    ["job_id='19-7'", ['19-7']],
    ['GET /metadata/19-7 → 404 Invalid job_id', ['19-7']],
    ['grpc-job-19-7-8rlgb  0/1  Pending', ['19-7']],
    ['pod/cleanup-job-19-7-x2k4q', ['19-7']],
    ['queue focus_baby.19-2 has 0 consumers', ['19-2']],
    ['-m baby_analyzer --queue-name grpc-job-19-7 --x 1', ['19-7']],
    ['grpc-job-1-4-1763001122.104221: 0 consumers', ['1-4']],
    ['Applied YAML from /tmp/job-19-7.yml', ['19-7']],
    ['jobs 19-7, 20-3 and 21-4 are stuck', ['19-7', '20-3', '21-4']],
    ['/focus timing 19-7', ['19-7']],
    ['/focus 19-7', ['19-7']],
    ['(19-7) and 2-40', ['19-7', '2-40']],
    ['see *19-7*, `20–3`.', ['19-7', '20-3']],
    ['19-7\n20-3\n19-7', ['19-7', '20-3']],
    ['since 2025-11-13 job 19-7 fails with channels 1-50', ['19-7']],
    ['configured channels 1-50, 10-500 Hz; got 19-7', ['19-7']],
    ['the report 19-7', ['19-7']],
    ['job 19-7, 1-50 channels', ['19-7']],
    ['the error from 19-7 again', ['19-7']],
    ['https://focus.example.org/jobs/19-7/view?channels=1-50', ['19-7']],
    ['https://focus.example.org/live/19-7', ['19-7']],
    ['see https://focus.example.org/live/19-7/heatmap#20-3.', ['19-7']],
    ['job 20-3, as in https://focus.example.org/live/19-7', ['20-3']],
    ['nothing to see', []],
  ])('are found in %j', (text, ids) => {
    expect(jobsIn(text)).toEqual(ids);
  });

  it.each([
    'on 2025-11-13 at 15:34',
    '2025-11-13T15:34:15Z',
    'in 2025-11 it worked',
    'nightly job 2025-11-13 failed',
    '13-11-2025',
    '0-500 Hz',
    '10-500 Hz',
    '10-500Hz',
    'multichannel, channels 1-50, NFFT 1024, 0-500 Hz, live',
    'channels=1-50',
    'channels: 1-50',
    '"channels": [1-50]',
    'frequency 10-500',
    'it took 10-12 s, usually 3-5 s',
    'between 10-20 of them',
    'failed 2-3 times',
    'Nov 12-14',
    '12-14 November',
    'call 03-1234567',
    'release 1.2-3',
    '10.0.0.1-10.0.0.9',
    'ticket PZ-13756-1',
    'a1b2-19-7c3d',
    '6f1e2d3c-19-7-4a5b',
    'https://example.org/pages/3-4',
    'https://example.org/2025-11/notes',
    'https://example.org/channels/1-50',
    'https://example.org/wiki/19-7-25',
    'https://19-7.example.org/wiki',
    'shift 10:30-11:30',
    'build v1-2',
    '19-7-2025',
    '-5-7',
  ])('are not found in %j', (text) => {
    expect(jobsIn(text)).toEqual([]);
  });

  it('is quick, whatever the text is', () => {
    const began = performance.now();
    for (const text of [
      '1-'.repeat(50_000),
      'job '.repeat(20_000),
      '1-2, '.repeat(20_000),
      `job ${'9'.repeat(90_000)}`,
      'https://a/1-'.repeat(9_000),
      `https://a${'/1'.repeat(45_000)}`,
    ])
      jobsIn(text);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

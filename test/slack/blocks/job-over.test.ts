import { describe, expect, it } from 'vitest';
import type { JobOver } from '#lookups/job/over.ts';
import { jobOverMessage, unknownJob } from '#slack/blocks/job-over.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const over: JobOver = {
  lookup: 'look-1',
  environment: 'staging',
  requestedBy: 'U0ASKER',
  jobId: '1-42',
  last: { at: Date.UTC(2025, 10, 13, 17, 43, 24), wasSeenToGo: true },
  how: ['seen for 38 s', 'grpc pod Failed: OOMKilled, exit code 137'],
  verdict: { is: 'broken', headline: 'Focus Server had no free consumer worker' },
};

describe('the message about a job that is over', () => {
  it('says when and how it ended, and what was found', () => {
    const message = jobOverMessage(over);
    expect(message.text).toBe(
      'Job 1-42 of staging ended at 2025-11-13 17:43:24 UTC (seen for 38 s; grpc pod Failed: OOMKilled, exit code 137). It was broken: Focus Server had no free consumer worker.',
    );
    expect(JSON.stringify(message.blocks)).toContain('"action_id":"job-logs:1-42"');
    expectAcceptable(message);
  });

  it('links to where that was told, and to nothing else', () => {
    const linked = (link: string) =>
      JSON.stringify(jobOverMessage({ ...over, verdict: { is: 'broken', headline: 'x', link } }).blocks);
    expect(linked('https://lab.slack.com/archives/C0/p1?a=1&b=2')).toContain(
      '<https://lab.slack.com/archives/C0/p1?a=1&amp;b=2|Its thread>',
    );
    expect(linked('javascript:alert(1)')).not.toContain('Its thread');
  });

  it('says no more than is known', () => {
    const { last: _last, verdict: _verdict, ...little } = over;
    const message = jobOverMessage({ ...little, how: ['its queue grpc-job-1-42 is left'] });
    expect(message.text).toBe('Job 1-42 of staging is over (its queue grpc-job-1-42 is left). Nobody investigated it.');
    const seen = jobOverMessage({ ...over, last: { at: Date.UTC(2025, 10, 13, 17, 43, 24), wasSeenToGo: false } });
    expect(seen.text).toContain('is over; it was last seen at 2025-11-13 17:43:24 UTC');
  });

  it('is inert and within the limits of Slack, whatever its texts are', () => {
    const long = `<!channel> *_~\`${'x'.repeat(5_000)}`;
    const message = jobOverMessage({
      ...over,
      environment: long,
      jobId: long,
      how: [long],
      verdict: { is: 'broken', headline: long },
    });
    expectAcceptable(message);
    expect(wordsOf(message)).toContain('<!channel>');
  });
});

describe('the answer about a job that nobody ever saw', () => {
  it('says where was looked, and what lives near it', () => {
    const answer = unknownJob({ jobId: '7-7', environment: 'lab' }, ['7-6', '1-41']);
    expect(answer.text).toMatch(/^Nobody has seen a job 7-7 in lab: .* Alive near it: 7-6, 1-41\. `\/focus jobs`/);
    expectAcceptable(answer);
  });
});

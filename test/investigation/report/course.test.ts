import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { courseWords } from '#investigation/report/course.ts';
import { but, container, evidence, healthyRun, noConsumerRun, queue, unknownFrom } from '../../support/evidence.ts';

const wordsFor = (...seen: Parameters<typeof evidence>) => courseWords(explain(evidence(...seen)).course);

describe('the course of a job', () => {
  it('tells each step with its time, and what is usual for the whole way', () => {
    expect(wordsFor(healthyRun)).toBe('configure 0.2 s → pod by 1.5 s → queue 2.3 s → consumer 2.9 s (usually 1–5 s)');
  });

  it('ends with the step that never came, by a sign and a word', () => {
    expect(wordsFor(noConsumerRun)).toMatch(/ → ✗ consumer never, 30 s \(usually 1–5 s\)$/);
  });

  it('says of a wait that ended before the limit that it is not yet there', () => {
    const short = but(noConsumerRun, ['metadata-answer'], ...unknownFrom(400, 10_000));
    expect(wordsFor(short)).toContain('✗ consumer not yet, ');
  });

  it('says of what was not seen that it was not seen', () => {
    const unseen = but(noConsumerRun, ['queue-state']);
    expect(wordsFor(unseen, { blind: ['queue-state'] })).toContain('? queue not seen → ✗ consumer never');
  });

  it('ends with the end of a pod that ended', () => {
    const ended = { state: 'terminated', reason: 'Error', exitCode: 1 } as const;
    const crashed = but(
      noConsumerRun,
      ['pod-state', 'queue-state'],
      container(1_500, 'ready', { state: 'running' }),
      container(2_100, 'ready', ended, { phase: 'Failed' }),
    );
    expect(wordsFor(crashed, { blind: ['queue-state'] })).toMatch(/ → ✗ pod ended after 2\.1 s$/);
  });

  it('tells a consumer that metadata does not know from one that never came', () => {
    const wired = but(
      noConsumerRun,
      ['queue-state'],
      queue(2_300, { consumers: 0 }),
      queue(3_000, { consumers: 1 }),
      queue(30_000, { consumers: 1 }),
    );
    expect(wordsFor(wired)).toMatch(/ → consumer by 3\.0 s → ✗ metadata never, 30 s/);
  });
});

import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { courseWords } from '#investigation/report/course.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { but, controlJob, evidence, healthyRun, queue, streamPort, unknownFrom } from '../support/evidence.ts';
import { byQueue, byStream } from '../support/ready.ts';

/** As the captured runs of the real system are: the stream opens, and metadata knows no job. */
const denied = evidence(
  [
    ...but(healthyRun, ['metadata-answer']),
    ...unknownFrom(400, 8_000),
    streamPort(7_000, false),
    streamPort(8_000, true),
  ],
  { endedMs: 8_400 },
);
const answered = evidence([...healthyRun, streamPort(7_000, false), streamPort(8_000, true)], { endedMs: 8_400 });

describe('a job of which metadata does not know', () => {
  it('is there with its stream where that counts, and metadata is a known defect', () => {
    const report = explain(byStream(denied));
    expect(report).toMatchObject({ verdict: 'healthy', standing: 'works', headline: 'stream after 8.0 s' });
    expect(report.remark).toBe('Known defect: metadata does not know the job (ready: stream in focus.yml)');
    expect(courseWords(report.course)).toBe(
      'configure 0.2 s → pod by 1.5 s → queue 2.3 s → consumer 2.8 s → stream by 8.0 s (usually 7–15 s)',
    );
  });

  it('is there with its consumer where the queue counts', () => {
    const report = explain(byQueue(denied));
    expect(report).toMatchObject({ verdict: 'healthy', headline: 'consumer after 2.8 s' });
    expect(report.remark).toBe('Known defect: metadata does not know the job (ready: queue in focus.yml)');
  });

  it('is there with its consumer where nobody told where its stream is, by the setting as it is written', () => {
    const untold = { ...denied, subject: { ...denied.subject, job: { id: '19-7' }, ready: 'stream' as const } };
    expect(explain(untold)).toMatchObject({
      headline: 'consumer after 2.8 s',
      remark: 'Known defect: metadata does not know the job (ready: stream in focus.yml)',
    });
  });

  it('is inconclusive or broken where metadata counts, as ever', () => {
    expect(explain(denied).verdict).toBe('inconclusive');
    expect(explain({ ...denied, endedAt: denied.endedAt + 30_000 }).remark).toBeUndefined();
  });

  it('is the news where metadata does not count, and knows it', () => {
    expect(explain(byStream(answered)).remark).toBe(
      'Metadata knows the job, after 2.9 s: ready: metadata can be set in focus.yml',
    );
    expect(explain(answered).remark).toBeUndefined();
  });

  it('is no witness against another job: a neighbour that metadata does not know either is nobody’s fault', () => {
    const neighbour = controlJob(5_000, { jobId: '2-7', metadata: 'id-unknown', consumers: 1 });
    const lost = evidence(
      [
        ...but(healthyRun, ['metadata-answer', 'queue-state']),
        ...unknownFrom(400, 30_100),
        queue(300, 'absent'),
        queue(2_300, {}),
        queue(30_100, {}),
        neighbour,
      ],
      { endedMs: 30_500 },
    );
    expect(explain(byQueue(lost)).cause?.id).not.toBe('metadata-not-wired');
    expect(explain(byQueue(lost))).toMatchObject({ verdict: 'broken' });
    expect(explain(byQueue(lost)).cause?.summary).not.toContain('Invalid job_id');
  });
});

describe('the phases', () => {
  const idsOf = (seen: typeof denied) => buildTimeline(seen).phases.map(({ id }) => id);

  it('end with what counts as there', () => {
    expect(idsOf(answered).at(-1)).toBe('metadata');
    expect(idsOf(byQueue(denied)).at(-1)).toBe('consumer');
    expect(idsOf(byStream(denied)).slice(-2)).toEqual(['container-start', 'stream']);
  });
});

describe('a stream that did not open beside metadata that answers', () => {
  it('is told where nothing proves that the port is within the bot’s reach', () => {
    const seen = evidence([...healthyRun, streamPort(900, false), streamPort(30_100, false)], { endedMs: 30_500 });
    expect(explain(seen)).toMatchObject({
      verdict: 'healthy',
      remark: 'Its stream port did not accept in 30 s: connect ECONNREFUSED',
    });
  });
});

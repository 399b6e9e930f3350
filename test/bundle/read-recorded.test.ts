import { describe, expect, it } from 'vitest';
import { readRecorded } from '#bundle/read-recorded.ts';
import { explain } from '#investigation/investigate.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import { evidence, healthyRun, noConsumerRun } from '../support/evidence.ts';
import { bundleOf } from '../support/recorded.ts';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const seen = JSON.parse(JSON.stringify(evidence(noConsumerRun)));
const report = explain(evidence(noConsumerRun));

describe('a recorded investigation', () => {
  it('is read from a bundle, with its report and what was said', async () => {
    expect(readRecorded(await bundleOf(evidence(noConsumerRun)))).toEqual({
      evidence: seen,
      report: reportMarkdown(report),
      judged: { verdict: 'broken', cause: 'consumer-never-created' },
    });
  });

  it('is read from evidence alone, which says nothing of a verdict', () => {
    expect(readRecorded(json(seen))).toEqual({ evidence: seen });
  });

  it('is read from a document with report and evidence, such as the terminal and the lab print', () => {
    expect(readRecorded(json({ scenario: 'x', messages: [], report, evidence: seen }))).toEqual({
      evidence: seen,
      judged: { verdict: 'broken', cause: 'consumer-never-created' },
    });
    const healthy = evidence(healthyRun);
    expect(readRecorded(json({ report: explain(healthy), evidence: healthy })).judged).toEqual({ verdict: 'healthy' });
  });

  it('does without a report that is none', () => {
    expect(readRecorded(json({ report: { verdict: 'splendid' }, evidence: seen }))).toEqual({ evidence: seen });
  });

  it.each([
    ['no JSON', new TextEncoder().encode('hello'), /^The file cannot be read as JSON: /],
    ['no text', new Uint8Array([0xff, 0xfe, 0]), /^The file cannot be read as JSON: .*utf-8/i],
    ['nothing', new Uint8Array(), /^The file cannot be read as JSON: /],
    ['other JSON', json({ hello: 'world' }), /^The evidence cannot be read:\n {2}version: came nothing/],
    ['a zip that is none', new TextEncoder().encode('PK, the inventor'), /^The zip file cannot be read: /],
    ['JSON without end', new TextEncoder().encode('['.repeat(100_000)), /nested deeper than 60 levels/],
  ])('is not read from %s', (_title, bytes, words) => {
    expect(() => readRecorded(bytes)).toThrow(words);
  });

  it('repeats nothing of a file that is something else', () => {
    for (const text of ['hunter2', 'TOKEN=hunter2\n', '{"a": hunter2}', '["x", hunter2', 'h']) {
      const read = () => readRecorded(new TextEncoder().encode(text));
      expect(read).toThrow(/^The file cannot be read as JSON: /);
      expect(read).not.toThrow(/hunter|TOKEN|'h'/);
    }
  });

  it('is not read from more than a bundle may have', () => {
    expect(() => readRecorded(new Uint8Array(64 * 1024 * 1024 + 1))).toThrow('The file has 67108865 bytes');
  });
});

import { describe, expect, it } from 'vitest';
import { courseSvg } from '#chart/course-svg.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { anyReport, holdsForAny } from '../support/any-report.ts';
import { but, container, evidence, healthyRun, noConsumerRun, notConfigured } from '../support/evidence.ts';
import { parseXml, type XmlElement } from '../support/xml.ts';

const drawn = (seen: Evidence) => parseXml(courseSvg(seen, explain(seen)));
const textsOf = (elements: readonly XmlElement[]) =>
  elements.filter(({ name }) => name === 'text').map(({ text }) => text);

describe('the course as a picture', () => {
  it('says the cause, has a lane for each part with its time, what is usual and the limit', () => {
    const texts = textsOf(drawn(evidence(noConsumerRun)));
    expect(texts.join(' ')).toContain('staging: Focus Server made no consumer for job 19-7');
    for (const lane of ['configure', 'pod', 'queue', 'consumer', 'stream']) expect(texts).toContain(lane);
    expect(texts).toEqual(expect.arrayContaining(['0.2 s', '2.3 s', '✗ never', 'usual', 'limit 30 s']));
  });

  it('tells by a sign, and not by colour alone, what never came and what all of it comes to', () => {
    expect(textsOf(drawn(evidence(healthyRun)))).toContain('✓');
    expect(textsOf(drawn(evidence(noConsumerRun)))).toContain('✗');
    expect(textsOf(drawn(evidence([], { blind: ['metadata-answer'] })))).toContain('?');
  });

  it('marks the moment of the fault with its word, and ends the lane of a pod there', () => {
    const killed = { state: 'terminated', reason: 'OOMKilled', exitCode: 137 } as const;
    const run = but(
      noConsumerRun,
      ['pod-state', 'queue-state'],
      container(1_500, 'ready', { state: 'running' }),
      container(2_100, 'ready', killed, { phase: 'Failed' }),
    );
    const elements = drawn(evidence(run, { blind: ['queue-state'] }));
    expect(textsOf(elements)).toEqual(expect.arrayContaining(['OOMKilled 2.1 s', '✗ 2.1 s']));
  });

  it('has the lane of configure alone where there is no job', () => {
    const refused = notConfigured({ outcome: 'refused', status: 404, detail: 'no recording found' });
    const texts = textsOf(drawn(evidence([[200, refused]])));
    expect(texts).toContain('configure');
    expect(texts).not.toContain('pod');
  });

  it('has no text smaller than 11 where a phone shows it half as wide', () => {
    const sizes = drawn(evidence(noConsumerRun)).flatMap(({ attributes }) => attributes['font-size'] ?? []);
    expect(Math.min(...sizes.map(Number))).toBeGreaterThanOrEqual(20);
  });

  it('is well-formed for any report', () => {
    holdsForAny(anyReport, (any) => {
      expect(() => parseXml(courseSvg(evidence(noConsumerRun), any))).not.toThrow();
    });
  });
});

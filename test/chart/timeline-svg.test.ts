import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineSvg } from '#chart/timeline-svg.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { background, baseline, quick, usually } from '../support/baseline.ts';
import { configured, evidence, healthyRun, noConsumerRun, notConfigured } from '../support/evidence.ts';
import { trueRuns } from '../support/true-run.ts';
import { parseXml, type XmlElement } from '../support/xml.ts';

const drawn = (seen: Evidence) => parseXml(timelineSvg(seen));
const textsOf = (elements: readonly XmlElement[]) =>
  elements.filter(({ name }) => name === 'text').map(({ text }) => text);
const textAt = (elements: readonly XmlElement[], text: string) =>
  elements.findIndex((element) => element.name === 'text' && element.text === text);
const number = (element: XmlElement | undefined, name: string) => Number(element?.attributes[name]);

/** The bars of a phase: what is drawn between its label and its value. */
function barsOf(elements: readonly XmlElement[], label: string): readonly XmlElement[] {
  const from = textAt(elements, label) + 1;
  const length = elements.slice(from).findIndex(({ name }) => name === 'text');
  return elements.slice(from, from + length).filter(({ attributes }) => attributes.height === '14');
}

describe('the timeline as a picture', () => {
  it('names verdict, headline, job, every phase and every milestone', () => {
    const seen = evidence(healthyRun);
    const report = explain(seen);
    const texts = textsOf(drawn(seen));
    expect(texts).toContain('HEALTHY');
    expect(texts.join(' ')).toContain('consumer after 2.9 s');
    for (const { label } of [...report.phases, ...report.milestones]) expect(texts).toContain(label);
    expect(texts).toContain('seconds after configure');
  });

  it('stands on white, whatever the viewer’s colours are', () => {
    const [svg, , paper] = drawn(evidence(healthyRun));
    expect(paper?.attributes).toMatchObject({ x: '0', y: '0', width: '1200', fill: '#ffffff' });
    expect(paper?.attributes.height).toBe(svg?.attributes.height);
  });

  it('draws a phase’s uncertain ends lighter than what is sure', () => {
    const elements = drawn(evidence(healthyRun));
    const [light, sure] = barsOf(elements, 'Making the queue');
    expect(light?.attributes['fill-opacity']).toBe('0.3');
    expect(sure?.attributes['fill-opacity']).toBeUndefined();
    expect(number(sure, 'x')).toBeGreaterThan(number(light, 'x'));
    expect(number(sure, 'x') + number(sure, 'width')).toBeLessThan(number(light, 'x') + number(light, 'width'));
  });

  it('says of how many runs the usual is, and where it comes from', () => {
    const usual = baseline({ ...quick, queue: usually(620, 1_910, 180) });
    const elements = drawn({ ...evidence(healthyRun), background: background(usual) });
    const texts = textsOf(elements);
    expect(texts).toContain('usual: from 214 healthy runs since 8 Nov');
    const from = textAt(elements, 'Making the queue');
    const row = elements.slice(from, textAt(elements, 'Attaching the consumer'));
    expect(textsOf(row)).toEqual(['Making the queue', '1.45 s ± 0.85 s', '0.62–1.91 s', '180 runs']);
    expect(textsOf(drawn(evidence(healthyRun)))).toContain('usual: from the documents');
    const longest = baseline({ queue: usually(620, 1_910) }, { runs: 4_000, imageCached: true });
    expect(textsOf(drawn({ ...evidence(healthyRun), background: background(longest) }))).toContain(
      'usual: from 4000 healthy runs since 8 Nov with the image cached, else from the documents',
    );
  });

  it('leaves open what was not reached', () => {
    const elements = drawn(evidence(noConsumerRun));
    const from = textAt(elements, 'Metadata answers');
    const row = elements.slice(from, textAt(elements, 'Stream port accepts'));
    expect(row.map(({ name }) => name)).toContain('circle');
    expect(row.filter(({ attributes }) => attributes['stroke-dasharray']).map((line) => number(line, 'x2'))).toEqual([
      880,
    ]);
    expect(textsOf(row)).toContain('> 30.1 s');
  });

  it('draws the limits that lie within the time that was watched', () => {
    const limits = (seen: Evidence) => textsOf(drawn(seen)).filter((text) => /^(?:good|warn|fail) /.test(text));
    expect(limits(evidence(noConsumerRun))).toEqual(['good 5 s', 'warn 20 s', 'fail 30 s']);
    expect(limits(evidence(healthyRun))).toEqual(['good 5 s']);
  });

  it('writes near limits above each other', () => {
    const near = { consumerGoodMs: 5_000, consumerWarnMs: 5_200, consumerFailMs: 5_400, configureMs: 1_000 };
    const elements = drawn(evidence(noConsumerRun, { subject: { limits: near } }));
    const heights = ['good 5 s', 'warn 5.2 s', 'fail 5.4 s'].map((text) =>
      number(elements[textAt(elements, text)], 'y'),
    );
    expect(new Set(heights).size).toBe(3);
  });

  it('has no job’s rows and no limits where there is no job', () => {
    const refused = notConfigured({ status: 503, detail: '503' });
    const texts = textsOf(drawn(evidence([[230, refused]])));
    expect(texts).toContain('refused after 0.23 s');
    expect(texts.filter((text) => /^(?:good|Phases|Pod)/.test(text))).toEqual([]);
  });

  it('is well-formed whatever the texts are', () => {
    fc.assert(
      fc.property(anyCharacters({ maxLength: 300 }), (text) => {
        const hostile = `${text}</text><script>&"'${text}`;
        const seen = evidence([[230, configured({ jobId: hostile })], ...healthyRun], {
          subject: { environment: hostile, investigation: hostile },
        });
        expect(drawn(seen).map(({ name }) => name)).not.toContain('script');
      }),
      { numRuns: 40 },
    );
  });

  it('keeps every bar and mark within the plot, for any run, and gives the same bytes for the same evidence', () => {
    fc.assert(
      fc.property(trueRuns, ({ evidence: seen }) => {
        const picture = timelineSvg(seen);
        expect(picture).toBe(timelineSvg(structuredClone(seen)));
        const bars = parseXml(picture).filter(({ attributes }) => attributes.height === '14');
        for (const bar of bars) {
          expect(number(bar, 'x')).toBeGreaterThanOrEqual(236);
          expect(number(bar, 'x') + number(bar, 'width')).toBeLessThanOrEqual(883.1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { junitXml } from '#cli/junit.ts';
import { explain } from '#investigation/investigate.ts';
import { evidence, healthyRun, log, noConsumerRun, unknownFrom } from '../support/evidence.ts';
import { parseXml } from '../support/xml.ts';

const hostile = log(900, 'backend', 'error', 'no consumer for 19-7 <![CDATA[ ]]> &amp; "\u0000\u001b[31m\ufffe');
const broken = explain(evidence([...noConsumerRun, hostile]));
const healthy = explain(evidence(healthyRun));
const open = explain(evidence(unknownFrom(400, 5_000)));

describe('runs as JUnit XML', () => {
  const elements = parseXml(
    junitXml([broken, healthy, open], 'https://docs.example.org/focus/').replace(/^<\?.*\?>\n/, ''),
  );
  const called = (wanted: string) => elements.filter(({ name }) => name === wanted);

  it('are a test case each: what is healthy passed, what is not failed, and what cannot be told is an error', () => {
    expect(called('testcase')).toHaveLength(3);
    expect(called('testsuite')[0]?.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1' });
    expect(called('failure').map(({ attributes }) => attributes)).toEqual([
      { message: broken.headline, type: 'consumer-never-created' },
    ]);
    expect(called('error')[0]?.attributes.message).toBe(open.headline);
  });

  it('have the proof in the failure, whatever a log says, and verdict, cause and link as properties', () => {
    expect(called('failure')[0]?.text).toContain(`BROKEN  staging: ${broken.headline}`);
    const properties = called('property').map(({ attributes: { name, value } }) => [name, value]);
    expect(properties).toContainEqual(['verdict', 'broken']);
    expect(properties).toContainEqual(['cause', 'consumer-never-created']);
    expect(properties).toContainEqual(['link', 'https://docs.example.org/focus/rules/consumer-never-created.md']);
  });
});

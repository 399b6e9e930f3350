import { expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { runSteps } from '#lab/run.ts';
import { healthy } from '#lab/scenarios/healthy.ts';

it('a failure after somebody edited a ConfigMap says so, and never what is in it', async () => {
  const steps = ['timing', 'become settings-changed', 'timing'];
  const { report, evidence, messages, ...rest } = await runSteps(steps, { scenario: healthy, speed: 10, seed: 1 });
  expect(report?.cause?.id).toBe('pod-crashed');
  const at = String.raw`\d\d:\d\d:\d\d UTC`;
  const sentence = new RegExp(`^ConfigMap analyzer-settings changed at ${at}, first failure ${at}$`);
  expect(report?.changes?.sentence).toMatch(sentence);
  expect(report?.changes?.rows).toHaveLength(1);
  expect(report?.changes?.notCompared).toEqual([]);
  expect(JSON.stringify(messages)).toContain(report?.changes?.sentence);
  expect(explain(evidence as Evidence)).toEqual(report);
  // The lab's own: settings.yml has a login, and so has the Secret.
  expect(JSON.stringify([report, evidence, messages, rest])).not.toMatch(/panda-lab|cGFuZGEtbGFi|edition: \d/);
}, 60_000);

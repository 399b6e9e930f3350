import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecorded } from '#bundle/read-recorded.ts';
import { explain } from '#investigation/investigate.ts';

const folder = 'test/runs/real';
const runs = readdirSync(folder).map((file) => {
  const bytes = readFileSync(`${folder}/${file}`);
  const { truth, causes } = JSON.parse(bytes.toString()) as { truth: string; causes: readonly string[] };
  return { file, truth, causes, evidence: readRecorded(bytes).evidence };
});

describe('a run on a real Kubernetes and RabbitMQ', () => {
  it.each(runs)('$file names what was true: $truth', ({ causes, evidence }) => {
    const { verdict, cause } = explain(evidence);
    expect(verdict).toBe('broken');
    expect(causes).toContain(cause?.id);
  });
});

import { lintSource } from '@secretlint/core';
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import { describe, expect, it } from 'vitest';
import { redact } from '#lib/redact.ts';
import { readForms } from '../../bench/secrets/corpus.ts';
import { canaries } from '../support/canaries.ts';

const id = '@secretlint/secretlint-rule-preset-recommend';
const config = { rules: [{ id, rule: preset }] };

/** What a maintained set of rules takes for secrets in a text. */
async function foundIn(content: string): Promise<readonly string[]> {
  const source = { content, filePath: 'pod.log', ext: '.log', contentType: 'text' } as const;
  const { messages } = await lintSource({ source, options: { config } });
  return messages.map(({ ruleId, range: [start, end] }) => `${ruleId}: ${content.slice(start, end)}`);
}

describe('a set of rules that others maintain', () => {
  const texts = [...readForms(), ...canaries].map(({ text }) => text);

  it('finds secrets in the corpus, and none in what masking makes of it', { timeout: 60_000 }, async () => {
    expect((await foundIn(texts.join('\n\n'))).length).toBeGreaterThan(100);
    expect(await foundIn(texts.map((text) => redact(text)).join('\n\n'))).toEqual([]);
  });
});

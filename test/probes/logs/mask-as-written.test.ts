import { describe, expect, it } from 'vitest';
import { redact } from '#lib/redact.ts';
import { createWrittenMask } from '#probes/logs/mask-as-written.ts';
import { canaries, keys } from '../../support/canaries.ts';

function masked(text: string): string {
  return text.split(/\r?\n/).map(createWrittenMask(redact)).join('\n');
}

describe('masking a log line by line', () => {
  it.each(canaries.map((canary) => [canary.name, canary] as const))('hides what %s holds', (_name, canary) => {
    const shown = masked(canary.text);
    expect(canary.secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    const words = canary.stays.flatMap((stay) => stay.split('\n').map((line) => line.trim()));
    expect(words.filter((line) => !shown.includes(line))).toEqual([]);
  });

  it('makes one line of each, and shows the lines around a secret', () => {
    const key = keys.RSA.split('\n');
    const lines = ['2025-11-13 INFO loading', ...key, '2025-11-13 INFO loaded', '', 'data: none'];
    const shown = masked(lines.join('\n')).split('\n');
    expect(shown).toHaveLength(lines.length);
    expect([shown[0], ...shown.slice(-3)]).toEqual([lines[0], ...lines.slice(-3)]);
    expect(shown.slice(1, 1 + key.length).every((line) => /^‹hidden [0-9a-f]{4}›$/.test(line))).toBe(true);
  });

  it('shows the data of what is no secret', () => {
    const lines = ['kind: ConfigMap', 'data:', '  mode: production', '  level: debug', 'metadata:', '  name: panda'];
    expect(masked(lines.join('\n')).split('\n')).toEqual(lines);
  });

  it('hides the values of a secret that says first that it is one, and no further', () => {
    const shown = masked('kind: Secret\nstringData:\n  mode: hunter2\ntype: Opaque\nmode: hunter3');
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('type: Opaque\nmode: hunter3');
  });

  it('masks together no more than a key has, whatever begins like a secret and has no end', () => {
    let most = 0;
    const mask = createWrittenMask((text) => {
      most = Math.max(most, text.length);
      return text.replace(/password: \|.*/s, 'hidden');
    });
    const shown = Array.from({ length: 500 }, (_, line) => mask(line === 0 ? 'password: |' : `    ${'x'.repeat(90)}`));
    expect(most).toBeLessThanOrEqual(9_000);
    expect(shown.filter((line) => line === 'hidden').length).toBeGreaterThan(80);
  });
});

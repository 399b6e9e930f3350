import { describe, expect, it } from 'vitest';
import { maskSeen } from '#bundle/mask-seen.ts';
import type { Observation } from '#investigation/observation.ts';
import { log } from '../support/evidence.ts';

describe('masking what was seen', () => {
  it('hides a secret on a line, and one that goes over lines', async () => {
    const texts = ['amqp://focus:Hop9-Skip@rabbitmq:5672', 'password:', '  Hop9-Skip', 'the end'];
    const { observations } = await maskSeen(linesOf(texts));
    const shown = observations.map(({ fact }) => fact.kind === 'log-line' && fact.text);
    expect(JSON.stringify(shown)).not.toContain('Hop9-Skip');
    expect(shown.at(-1)).toBe('the end');
  });

  it.each([
    ['many lines', Array.from({ length: 4_000 }, (_, n) => `frame ${n} of 50 was read, password: Hop9-Skip${n}`)],
    ['long lines', Array.from({ length: 10 }, (_, n) => `password: Hop9-Skip${n} `.repeat(1_000))],
  ])('lets others have their turn in between: %s', async (_what, texts) => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await maskSeen(linesOf(texts));
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(6);
  });
});

function linesOf(texts: readonly string[]): { observations: readonly Observation[] } {
  return {
    observations: texts.map((text, i) => ({ id: `o${i}`, at: i, probe: 'x', fact: log(i, 'grpc', 'info', text)[1] })),
  };
}

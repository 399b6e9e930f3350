import { describe, expect, it } from 'vitest';
import { newInvestigationId } from '#queue/names.ts';

describe('newInvestigationId', () => {
  it('makes ids of ten characters that begin with a letter and have none that look alike', () => {
    const ids = Array.from({ length: 2000 }, newInvestigationId);
    for (const id of ids) expect(id).toMatch(/^[a-hj-km-np-s][a-hj-km-np-tv-z0-9]{9}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

import { describe, expect, it } from 'vitest';
import { merged } from '#probes/kubernetes/merge-streams.ts';

async function* numbers(...all: readonly number[]): AsyncGenerator<number> {
  for (const each of all) yield each;
}

async function* failing(): AsyncGenerator<number> {
  yield 7;
  throw new Error('broken');
}

/** Yields nothing until the signal. */
async function* patient(signal: AbortSignal, ended: string[]): AsyncGenerator<number> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  ended.push('ended');
}

const never = new AbortController().signal;

describe('merging streams', () => {
  it('gives everything of all of them, each in its own order', async () => {
    const seen: number[] = [];
    for await (const each of merged<number>(never, (_signal, merged) =>
      [numbers(1, 2), numbers(3, 4)].forEach(merged.add),
    ))
      seen.push(each);
    expect(seen.toSorted()).toEqual([1, 2, 3, 4]);
    expect(seen.indexOf(1)).toBeLessThan(seen.indexOf(2));
  });

  it('takes streams that are added while it is read', async () => {
    const seen: number[] = [];
    const open = merged<number>(never, (_signal, merged) => {
      const adding = async function* () {
        yield 1;
        merged.add(numbers(2));
      };
      merged.add(adding());
    });
    for await (const each of open) seen.push(each);
    expect(seen).toEqual([1, 2]);
  });

  it('fails with the first that fails, after what came before, and ends the others', async () => {
    const seen: number[] = [];
    const ended: string[] = [];
    const read = async () => {
      const open = merged<number>(never, (signal, merged) => {
        merged.add(patient(signal, ended));
        merged.add(failing());
      });
      for await (const each of open) seen.push(each);
    };
    await expect(read()).rejects.toThrow('broken');
    await Promise.resolve();
    expect({ seen, ended }).toEqual({ seen: [7], ended: ['ended'] });
  });

  it('ends all streams when its reader stops', async () => {
    const ended: string[] = [];
    const open = merged<number>(never, (signal, merged) => {
      merged.add(patient(signal, ended));
      merged.add(numbers(1));
    });
    for await (const each of open) {
      expect(each).toBe(1);
      break;
    }
    await Promise.resolve();
    expect(ended).toEqual(['ended']);
  });
});

import { describe, expect, it } from 'vitest';
import { metered, spend } from '#lib/meter.ts';

describe('a bill', () => {
  it('has what was asked for by what it meters, also later, and of nobody else', async () => {
    const go = Promise.withResolvers<void>();
    const one = metered(async (bill) => {
      spend('Kubernetes', { requests: 1 });
      await go.promise;
      spend('Kubernetes', { bytes: 300 });
      return bill();
    });
    const other = metered(async (bill) => {
      spend('RabbitMQ', { requests: 2 });
      go.resolve();
      await go.promise;
      return bill();
    });
    spend('MongoDB', { requests: 1 });
    expect(await one).toEqual([{ part: 'Kubernetes', requests: 1, bytes: 300 }]);
    expect(await other).toEqual([{ part: 'RabbitMQ', requests: 2, bytes: 0 }]);
  });
});

import { expect, it } from 'vitest';
import { sayBytes } from '#investigation/log-reading/say-bytes.ts';

it('says bytes in the unit that people would', () => {
  const said = [0, 1, 812, 999, 1_000, 4_210, 99_960, 123_456, 1_200_000, 5_000_000, 1_500_000_000].map(sayBytes);
  expect(said).toEqual([
    '0 bytes',
    '1 byte',
    '812 bytes',
    '999 bytes',
    '1 KB',
    '4.2 KB',
    '100 KB',
    '123 KB',
    '1.2 MB',
    '5 MB',
    '1.5 GB',
  ]);
});

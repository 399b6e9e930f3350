import { z } from 'zod';
import type { GapReason } from '#investigation/observation.ts';

const reasons = [
  'not-configured',
  'not-told',
  'not-trusted',
  'misdirected',
  'tunnel-down',
  'bot-stalled',
  'bot-away',
  'unreachable',
  'refused',
  'timed-out',
  'failed',
  'cut-short',
] as const satisfies readonly GapReason[];

export const gapReason = z.enum(reasons);

import { z } from 'zod';
import { parseDuration } from '#lib/duration.ts';

/** A length of time as people write it: `30s`, `250 ms`. In the config: ms. */
export const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === undefined || ms <= 0) {
        context.addIssue({ code: 'custom', message: 'a length of time such as 30s or 250ms is expected', input: text });
        return z.NEVER;
      }
      return ms;
    });

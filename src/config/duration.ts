import { z } from 'zod';
import { parseDuration } from '#lib/duration.ts';

const time = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) {
    context.addIssue({ code: 'custom', message: 'a length of time such as 30s or 250ms is expected', input: text });
    return z.NEVER;
  }
  return ms;
});

/** A length of time as people write it: `30s`, `250 ms`. In the config: ms. */
export const duration = (fallback: string) => time.prefault(fallback);

/** The same where nothing stands for it. */
export const optionalDuration = time.exactOptional();

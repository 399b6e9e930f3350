import { z } from 'zod';
import { parseDuration } from '#lib/duration.ts';

/** What to write for a bare number of seconds, or for a decimal comma; nothing for any other text. */
export function unitHint(written: unknown): string {
  const text = String(written).trim();
  if (/^\d{1,6},\d{1,3} *[a-z]{0,2}$/.test(text)) return `: write ${text.replace(',', '.').replaceAll(' ', '')}`;
  return /^\d{1,6}(\.\d+)?$/.test(text) ? `, with its unit: write ${text}s for seconds` : '';
}

const expected = 'a length of time such as 30s or 250ms is expected';

const time = z.string({ error: ({ input }) => expected + unitHint(input) }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) {
    context.addIssue({ code: 'custom', message: expected + unitHint(text), input: text });
    return z.NEVER;
  }
  return ms;
});

/** A length of time as people write it: `30s`, `250 ms`. In the config: ms. */
export const duration = (fallback: string) => time.prefault(fallback);

/** The same where nothing stands for it. */
export const optionalDuration = time.exactOptional();

import { createRequire } from 'node:module';
import type { checkSync } from 'recheck';
import { z } from 'zod';
import { describeError } from '#lib/errors.ts';

/** Whatever hides all of these hides all. */
const PLAIN = ['pod-not-ready', 'Slack took it', '2026-11-30 12:00:01'];
/** Many times what patterns need that people write; one that cannot be judged until then is taken. */
const LONGEST_MS = 10_000;

/** A regular expression of the operator's own: every log passes it, so one that a text can hold up is refused. */
export const pattern = z.string().transform((text, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message, input: text });
    return z.NEVER;
  };
  if (/^\/([^\\/]|\\.)+\/[dgimsuvy]*$/.test(text))
    return refuse('write it without slashes and flags; \\/ where a slash is looked for');
  try {
    const read = new RegExp(text, 'g');
    if (PLAIN.every((words) => words.replaceAll(read, '') === ''))
      return refuse('it hides every text: describe what a secret looks like, such as badge [0-9]{8}');
    const slow = slownessOf(text);
    return slow === undefined ? read : refuse(slow);
  } catch (error) {
    // It begins with the pattern, which may be a secret itself.
    return refuse(`a regular expression is expected: ${describeError(error).split(': ').at(-1)}`);
  }
});

function slownessOf(text: string): string | undefined {
  const found = checker()(text, 'g', { timeout: LONGEST_MS });
  if (found.status !== 'vulnerable') return undefined;
  const { complexity } = found;
  const growth = complexity.type === 'polynomial' ? `with the power of ${complexity.degree}` : 'exponentially';
  return `a text can hold it up: its time grows ${growth} with the text; bound what repeats, such as \\S{1,100} for \\S+, and repeat nothing that repeats`;
}

/** Read only where there is a pattern: it has 3 MB. What its package takes for browsers starts no other process. */
function checker(): typeof checkSync {
  return createRequire(import.meta.url)('recheck/lib/browser.js').checkSync;
}

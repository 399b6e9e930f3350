import { z } from 'zod';
import { readMoment } from '#asking/values.ts';
import { cronProblem, wallClock } from '#checks/schedule.ts';
import { formatDuration, parseDuration } from '#lib/duration.ts';
import { nearest } from '#lib/nearest.ts';
import { unitHint } from '../duration.ts';

/** A text that is understood, or else a mistake that says what is expected. */
export function understood<T>(
  expected: string,
  understand: (text: string) => T | undefined,
  hint: (written: unknown) => string = () => '',
) {
  const told = (written: unknown) => `${expected} is expected${hint(written)}`;
  return z.string({ error: ({ input }) => told(input) }).transform((text, context) => {
    const value = understand(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: told(text), input: text });
    return z.NEVER;
  });
}

/** A length of time as people write it; in the config whole ms. */
export function span(leastMs = 1) {
  const least = leastMs > 1 ? ` of at least ${formatDuration(leastMs)}` : '';
  const understand = (text: string) => {
    const ms = Math.round(parseDuration(text) ?? 0);
    return ms >= leastMs ? ms : undefined;
  };
  return understood(`a length of time such as 30s or 15m${least}`, understand, unitHint);
}

export const channelId = id('a Slack channel id such as C0123456789', /^[CG][A-Z0-9]{2,20}$/);
export const groupId = id('a Slack user group id such as S0123456789', /^S[A-Z0-9]{2,20}$/);

export function link(...schemes: readonly string[]) {
  const expected = `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return understood(expected, (text) =>
    URL.canParse(text) && schemes.includes(new URL(text).protocol.replace(':', '')) ? text : undefined,
  );
}

export const zone = z.string('a time zone such as Europe/Berlin is expected').check(({ value, issues }) => {
  if (isZone(value)) return;
  const meant = nearest(value, Intl.supportedValuesOf('timeZone'));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  issues.push({ code: 'custom', message: `a time zone such as Europe/Berlin is expected${hint}`, input: value });
});

export const cron = z.string('a cron pattern is expected').check(({ value, issues }) => {
  const problem = cronProblem(value);
  if (problem === undefined) return;
  const message = `a cron pattern of five or six fields such as */15 6-20 * * 1-5 is expected: ${problem}`;
  issues.push({ code: 'custom', message, input: value });
});

export function oneOf<const Name extends string>(names: readonly Name[]) {
  return z.enum(names, {
    error: ({ input }) => {
      const meant = typeof input === 'string' ? nearest(input, names) : undefined;
      return `one of ${names.join(', ')} is expected${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    },
  });
}

/** Minutes after midnight. */
export const timeOfDay = understood('a time of day such as 22:00', (text) => {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
});

/** ms since the epoch */
export const moment = understood('a time such as 2026-11-25T20:00Z', (text) => {
  const read = /^\d+$/.test(text) ? { problem: 'a bare number' } : readMoment(text);
  return 'value' in read ? read.value * 1000 : undefined;
});

function id(expected: string, pattern: RegExp) {
  return understood(expected, (text) => (pattern.test(text) ? text : undefined), idHint);
}

/** Slack's ids by how they begin. */
const ID_KINDS: Readonly<Record<string, string>> = {
  ...{ U: 'a person', W: 'a person', S: 'a user group', C: 'a channel', G: 'a channel' },
  ...{ D: 'a direct message', B: 'a bot', A: 'an app', T: 'a workspace' },
};

/** What was written in place of the id. */
export function idHint(written: unknown): string {
  if (written === undefined) return '';
  if (written === null) return '; what begins with # is a comment';
  const text = String(written);
  const kind = ID_KINDS[text.charAt(0)];
  if (kind !== undefined && /^.[A-Z0-9]{5,20}$/.test(text)) return `; this is the id of ${kind}`;
  return /^[a-z](?=.*\d)[a-z0-9]{5,20}$/i.test(text) ? ', in capitals' : ', not its name';
}

function isZone(text: string): boolean {
  try {
    wallClock(0, text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

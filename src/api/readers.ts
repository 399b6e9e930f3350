import { parseDuration } from '#lib/duration.ts';
import { Problem } from './problem.ts';

const LONGEST_WAIT_MS = 5 * 60_000;

/** `?wait=60s` in ms; 0 without it. */
export function readWait(search: URLSearchParams): number {
  const [other] = [...search.keys()].filter((name) => name !== 'wait');
  if (other !== undefined) throw wrong(other.slice(0, 80), 'there is no such parameter; wait=60s is all');
  const [text, ...more] = search.getAll('wait');
  if (text === undefined) return 0;
  if (more.length > 0) throw wrong('wait', `came ${more.length + 1} times; it is expected once, such as wait=60s`);
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_WAIT_MS) return ms;
  throw wrong('wait', `came ${text.slice(0, 80)}; a time up to 5m is expected, such as wait=60s`);
}

/** A key of the client's own, which makes of a request that is sent again the same one. */
export function readKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  throw wrong('Idempotency-Key', '1 to 200 letters, digits and signs are expected, without spaces');
}

function wrong(field: string, message: string): Problem {
  return new Problem(400, 'The request has a mistake', { mistakes: [{ field, message }] });
}

import type { Readable } from 'node:stream';
import { redact } from '#lib/redact.ts';

export interface Body {
  readonly text: string;
  readonly ended: 'whole' | 'cut' | 'broken';
}

const LIMIT = 1_000_000;

/** Reads at most 1 MB, after decompression; what came before a break is kept. */
export async function readBody(stream: Readable): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, LIMIT - length));
      length += chunk.length;
      // Leaving the loop destroys the stream and with it the connection.
      if (length > LIMIT) return { text: textOf(chunks), ended: 'cut' };
    }
    return { text: textOf(chunks), ended: 'whole' };
  } catch {
    return { text: textOf(chunks), ended: 'broken' };
  }
}

/**
 * The body as one line of at most `limit` characters, for facts and messages; of a page of HTML its title. It is masked
 * before it is cut: half a secret need not show that it is one.
 */
export function inOneLine(text: string, limit: number): string {
  const title = titleOf(text.slice(0, HEAD_OF_PAGE));
  const words = title === undefined ? text.slice(0, limit + MASKED_BEYOND) : `a page of HTML, "${title.trim()}"`;
  return redact(words).replace(/\s+/g, ' ').trim().slice(0, limit);
}

/** A long body is masked so far beyond what is shown of it, and nothing that is masked needs its end to be known for longer. */
const MASKED_BEYOND = 16_384;

/** A title stands at the beginning of a page. */
const HEAD_OF_PAGE = 4_096;

function titleOf(head: string): string | undefined {
  if (!/^\s*<(?:!doctype|html)/i.test(head)) return undefined;
  return /<title(?:\s[^<>]{0,200})?>([^<]*)<\/title>/i.exec(head)?.[1];
}

/** The body as a JSON object, or `undefined` when it is anything else. */
export function asObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

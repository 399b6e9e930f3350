import type { Arguments } from './method.ts';
import { refusalBecause } from './refusal.ts';

/** Arguments that a form carries as JSON. */
const STRUCTURED = new Set(['attachments', 'blocks', 'files', 'metadata', 'view']);

/** Reads the body of a call: a form, JSON or multipart. The token is left out; structured arguments are parsed if they can be. */
export async function readArguments(body: Buffer, contentType: string): Promise<{ args: Arguments; token?: string }> {
  const { token, ...rest } = await readFields(body, contentType);
  const args = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, parseField(name, value)]));
  return typeof token === 'string' ? { args, token } : { args };
}

async function readFields(body: Buffer, contentType: string): Promise<Record<string, unknown>> {
  if (body.length === 0) return {};
  if (contentType.startsWith('application/json')) return JSON.parse(body.toString());
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  return Object.fromEntries(form);
}

function parseField(name: string, value: unknown): unknown {
  if (!STRUCTURED.has(name) || typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function textOf(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** A required argument; without it Slack answers `invalid_arguments`. */
export function required(args: Arguments, name: string): string {
  const value = textOf(args, name);
  if (value === undefined) throw refusalBecause('invalid_arguments', [`missing required field: ${name}`]);
  return value;
}

export function isTrue(args: Arguments, name: string): boolean {
  return ['true', '1'].includes(String(args[name]));
}

import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BlindError } from '#investigation/probe.ts';
import { describeError } from '#lib/errors.ts';
import type { Answer } from './client.ts';

/** A list of 500 events is about 1 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The resource version asked for is forgotten (410): only a new list helps. */
export class GoneError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'GoneError';
  }
}

/** What Kubernetes sends instead of what it was asked for. */
const statusSchema = z.object({ kind: z.literal('Status'), message: z.string().catch(''), code: z.number().catch(0) });

/** The JSON body of a 200 or 201; anything else is thrown: 410 as GoneError, the rest as BlindError. */
export async function jsonOf(answer: Answer, doing: string): Promise<unknown> {
  await refuseUnlessOk(answer, doing);
  const text = await textOf(answer.body, doing);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BlindError('failed', `${doing}: the answer is no JSON: ${text.slice(0, 100)}`, { cause: error });
  }
}

/** Throws what a status other than 200 and 201 means. `doing` such as `listing pods in namespace panda`. */
export async function refuseUnlessOk({ status, body }: Answer, doing: string): Promise<void> {
  if (status === 200 || status === 201) return;
  throw refusal(status, messageOf(await textOf(body, doing)), doing);
}

/** Who is refused, and what lets them in. */
const MENDS: Readonly<Partial<Record<number, string>>> = {
  401: 'Renew the token or certificate in the kubeconfig of the bot',
  403: 'Let the user of the bot read pods, Jobs, Services, events and logs of its namespace, by a Role and a RoleBinding',
};

export function refusal(status: number, message: string, doing: string): GoneError | BlindError {
  const detail = `${doing} answered ${status}: ${message || 'no words'}`;
  if (status === 410) return new GoneError(detail);
  const mend = MENDS[status];
  return mend === undefined ? new BlindError('failed', detail) : new BlindError('refused', detail, { mend });
}

function messageOf(body: string): string {
  try {
    const status = statusSchema.safeParse(JSON.parse(body));
    if (status.success) return status.data.message.slice(0, 300);
  } catch {
    // Not JSON: a proxy's page, shown as it is.
  }
  return body.replace(/\s+/g, ' ').trim().slice(0, 300);
}

async function textOf(body: IncomingMessage, doing: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw new BlindError('unreachable', `${doing}: the answer broke off: ${describeError(error)}`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

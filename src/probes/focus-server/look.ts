import type { Fact } from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { asObject, inOneLine } from './body.ts';
import { type Answered, type FocusServerSettings, openFocusClient, type Reply, type Unanswered } from './client.ts';

export interface LookOptions {
  readonly settings: FocusServerSettings;
  readonly clock: Clock;
}

interface Look extends Pick<Probe, 'ofWatched'> {
  readonly id: string;
  readonly sees: Fact['kind'];
  readonly path: string;
  /** Throws a BlindError when the reply shows nothing of what the probe sees. */
  read(reply: Reply): Fact;
}

const LOOK_MS = 3_000;

/** A probe of one GET and one fact about the environment. */
export function lookProbe({ settings, clock }: LookOptions, look: Look): Probe {
  return {
    id: look.id,
    sees: [look.sees],
    about: 'environment',
    once: true,
    ...(look.ofWatched && { ofWatched: look.ofWatched }),
    async *watch(_subject, signal) {
      const client = openFocusClient(settings, clock);
      try {
        const reply = await client.ask({ path: look.path, timeoutMs: LOOK_MS, signal });
        yield { at: reply.answeredAt, fact: look.read(reply) };
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        client.close();
      }
    },
  };
}

/** The reply as an answer, or blindness with the words of the network. */
export function answeredOrBlind(reply: Reply): Answered {
  if (reply.kind === 'unanswered') throw blindnessOf(reply);
  return reply;
}

/** That the server gives no answer is a fact; that the bot's own trust or settings hide it is blindness. */
export function unlessOwnTrouble(reply: Reply): Reply {
  if (reply.kind === 'unanswered' && reply.mend !== undefined) throw blindnessOf(reply);
  return reply;
}

function blindnessOf({ reason, detail, mend }: Unanswered): BlindError {
  return new BlindError(reason, detail, mend === undefined ? {} : { mend });
}

/** The JSON object of a 200, or blindness with what came instead. */
export function objectOrBlind(reply: Reply, path: string): Readonly<Record<string, unknown>> {
  const answered = answeredOrBlind(reply);
  const object = answered.status === 200 ? asObject(answered.text) : undefined;
  if (!object) throw unusable(answered, path);
  return object;
}

export function unusable({ status, text }: Answered, path: string): BlindError {
  return new BlindError('failed', `GET ${path} answered ${status}: ${inOneLine(text, 200) || 'an empty body'}`);
}

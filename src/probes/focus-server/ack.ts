import type { AckAnswer } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { inOneLine } from './body.ts';
import type { Reply } from './client.ts';
import { type LookOptions, lookProbe, unlessOwnTrouble } from './look.ts';

/** `GET /ack`, the only health endpoint. That it cannot be reached is a fact about the stack, not blindness. */
export function ackProbe(options: LookOptions): Probe {
  return lookProbe(options, {
    id: 'ack',
    ofWatched: 'when-late',
    sees: 'ack-answer',
    path: '/ack',
    read: (reply) => ackAnswer(unlessOwnTrouble(reply)),
  });
}

function ackAnswer(reply: Reply): AckAnswer {
  const tookMs = reply.answeredAt - reply.sentAt;
  if (reply.kind === 'unanswered') return { kind: 'ack-answer', ok: false, tookMs, detail: reply.detail };
  const { status, text } = reply;
  const ok = status >= 200 && status < 300;
  return { kind: 'ack-answer', ok, status, tookMs, detail: inOneLine(text, 200) };
}

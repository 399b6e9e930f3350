import type { ControlAnswer } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { metadataAnswer } from './classify.ts';
import { openFocusClient } from './client.ts';
import { type LookOptions, unlessOwnTrouble } from './look.ts';

/** Well-formed, and far beyond every slot and counter that was seen. */
const IMPOSSIBLE_ID = '999999-999999999';
/** That id, and a route that no build has. */
const questions: readonly (readonly [ControlAnswer['control'], path: string])[] = [
  ['impossible-id', `/metadata/${IMPOSSIBLE_ID}`],
  ['impossible-route', '/metadata-control-focus-bot/x'],
];

const LOOK_MS = 3_000;
/** Metadata's own first requests go before. */
const AFTER_MS = 250;

/**
 * Asks two questions whose right answers are known, once and one after the other, so that a 404 of the metadata route can
 * be read. Where the first gets no answer at all, the second is not asked: it would not either.
 */
export function controlsProbe({ settings, clock }: LookOptions): Probe {
  return {
    id: 'controls',
    sees: ['control-answer'],
    about: 'environment',
    once: true,
    beforeVerdict: true,
    ofWatched: 'when-late',
    async *watch({ job }, signal) {
      const client = openFocusClient(settings, clock);
      try {
        if (job) await clock.sleep(AFTER_MS, signal);
        for (const [control, path] of questions) {
          const reply = unlessOwnTrouble(await client.ask({ path, timeoutMs: LOOK_MS, signal }));
          const answer = metadataAnswer(reply, IMPOSSIBLE_ID);
          yield { at: answer.answeredAt, fact: { ...answer, kind: 'control-answer', control } };
          if (reply.kind === 'unanswered') return;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        client.close();
      }
    },
  };
}

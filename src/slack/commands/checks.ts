import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import type { LookUpTools } from './look-up.ts';

export interface ChecksTools extends LookUpTools {
  /** Names of the scheduled checks. */
  readonly checks: readonly string[];
}

const NONE =
  'There are no scheduled checks. They are written in focus.yml, under `checks:`; focus.example.yml shows how, and `npm run --silent focus -- checks --dry-run` what they would do.';

/** Shows how the scheduled checks stand. The worker posts the message; here only trouble is answered. */
export function checksCommand({ lookUp, checks, defaultEnvironment }: ChecksTools): Command {
  return {
    name: 'checks',
    usage: '/focus checks',
    summary: 'Shows the scheduled checks: how each stands, its last runs and its next one; run, pause or resume them.',
    examples: ['/focus checks'],
    async run({ user, channel, triggerId, respond }) {
      if (checks.length === 0) return respond({ text: NONE });
      const place = { environment: defaultEnvironment, requestedBy: user, channel, triggerId };
      const { workers } = await lookUp({ lookup: { kind: 'checks' }, ...place });
      const answer = keptAnswer(workers, defaultEnvironment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

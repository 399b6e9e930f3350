import { scenarioCalled } from '#lab/scenario-list.ts';
import { systemClock } from '#lib/clock.ts';
import { openStage } from '../faults/stage.ts';

const EVERY_MS = 20;
const ASKERS = 500;
/** Most are told at once that they have too much already, as people are. */
const WORDS = ['timing', 'jobs', 'help', 'status'];

/** So many commands, fifty a second, while a worker does what they ask for; ms until each was acknowledged. */
export async function measureAcks(count: number, seed: number): Promise<readonly number[]> {
  const stage = await openStage({ scenario: scenarioCalled('healthy'), seed, workers: 1, concurrency: 4 });
  const { slack } = stage;
  try {
    const people = Array.from({ length: ASKERS }, (_, n) => slack.addPerson(`asker${n}`));
    const began = systemClock.now();
    const sent: Promise<number>[] = [];
    for (let n = 0; n < count; n++) {
      await systemClock.sleep(Math.max(0, began + n * EVERY_MS - systemClock.now()));
      const user = people[n % ASKERS] ?? '';
      sent.push(slack.command(WORDS[n % WORDS.length] ?? '', { user }).then(({ acknowledgedMs }) => acknowledgedMs));
    }
    return await Promise.all(sent);
  } finally {
    await stage.close();
  }
}

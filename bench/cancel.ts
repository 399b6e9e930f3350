import { scenarioCalled } from '#lab/scenario-list.ts';
import type { Message } from '#lab/services/slack/workspace.ts';
import { systemClock } from '#lib/clock.ts';
import { atMost, type Bench, percentile, row, series } from './bench.ts';
import { nextMessage } from './bot-process.ts';
import { openStage, type Stage } from './faults/stage.ts';

/** From the click on *Cancel* to the end of all requests: the bot's own processes on a real Redis. */
export const cancelBench: Bench = {
  name: 'cancel',
  about: 'how soon all requests are aborted when somebody cancels what watches a job, or waits for configure',
  async run({ runs, seed, say }) {
    const stage = await openStage({
      scenario: scenarioCalled('consumer-never-created'),
      seed,
      workers: 1,
      concurrency: 1,
    });
    try {
      const samples = await series(runs, async (n) => {
        const moment = n % 3 === 2 ? 'configuring' : 'watching';
        const sample = { moment, ...(await cancelOne(stage, n, moment)) };
        say(`${n + 1} of ${runs}: ${JSON.stringify(sample)}`);
        return sample;
      });
      const aborted = samples.map(({ abortedMs }) => abortedMs);
      const told = samples.map(({ toldMs }) => toldMs);
      return {
        rows: [row('all requests aborted, ms', aborted), row('told, ms', told), ...samples],
        targets: [
          atMost('all requests aborted, p50', percentile(aborted, 50), 'ms', 1_000),
          atMost('all requests aborted, p95', percentile(aborted, 95), 'ms', 1_000),
          atMost('requests after the click, most of a run', Math.max(...samples.map(({ later }) => later)), '', 3),
        ],
      };
    } finally {
      await stage.close();
    }
  },
};

/** Nothing more is asked when nothing was for so long. */
const QUIET_MS = 2_000;
const POLL_MS = 2;

/** Focus Server does not answer, so its requests end when the bot lets go of them. */
async function cancelOne({ world, slack }: Stage, n: number, moment: 'watching' | 'configuring') {
  const { focusServer } = world;
  const { id: channel } = slack.channel('incidents');
  const begun = nextMessage(slack, isAt(moment === 'watching' ? /^Watching job/ : /^Asking/));
  if (moment === 'configuring') focusServer.setHanging(true);
  await slack.command(`timing timeout=120s height=${1_000 + n}`, { channel });
  await begun;
  focusServer.setHanging(true);
  while (focusServer.unanswered === 0) await systemClock.sleep(POLL_MS);
  const messageTs = slack.messages(channel).findLast(({ thread_ts: thread }) => thread === undefined)?.ts ?? '';
  const said = nextMessage(slack, isAt(/\*Cancelled\*/));
  const before = focusServer.requests.length;
  const clickedAt = systemClock.now();
  const click = slack.click({ channel, messageTs, actionId: 'cancel' });
  const abortedAt = await lastHeard(world, clickedAt);
  await click;
  const toldAt = await said;
  focusServer.setHanging(false);
  return {
    abortedMs: abortedAt - clickedAt,
    toldMs: toldAt - clickedAt,
    later: focusServer.requests.length - before,
  };
}

/** When the last request ended, or came. */
async function lastHeard({ focusServer, mongodb }: Stage['world'], clickedAt: number): Promise<number> {
  let heardAt = clickedAt;
  let count = 0;
  while (systemClock.now() - heardAt < QUIET_MS) {
    const heard = focusServer.requests.length + mongodb.commands.length;
    if (focusServer.unanswered > 0 || heard !== count) heardAt = systemClock.now();
    count = heard;
    await systemClock.sleep(POLL_MS);
  }
  return heardAt;
}

function isAt(words: RegExp) {
  return ({ text, thread_ts: thread }: Message) => thread === undefined && words.test(text);
}

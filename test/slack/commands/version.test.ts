import { expect, it } from 'vitest';
import { versionCommand } from '#slack/commands/version.ts';
import { asker } from '../../support/ask-slack.ts';
import { slackTools } from '../../support/slack-tools.ts';

async function answerOf(over: Parameters<typeof slackTools>[0] = {}) {
  const person = asker();
  await versionCommand(slackTools(over)).run(person.types(''));
  return person.answers.map(({ text }) => text);
}

it('/focus version tells what runs, on what, and since when', async () => {
  expect(await answerOf()).toEqual([
    'Focus bot 1.2.3 (rules 3f9a2c1d) on Node 24.1.0 and Redis 7.4.1, since <!date^1763049600^{date_short_pretty} {time_secs}|2025-11-13 16:00:00 UTC>.',
  ]);
});

it.each([
  ['does not tell', async () => undefined],
  ['is away', () => Promise.reject(new Error('connection lost'))],
])('/focus version is answered all the same where Redis %s', async (_what, redisVersion) => {
  expect(await answerOf({ redisVersion })).toEqual([expect.stringContaining('a Redis that does not tell its version')]);
});

import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecorded } from '#bundle/read-recorded.ts';
import { explain } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import { messageText } from '#lab/thread-text.ts';
import { replyReport } from '#slack/blocks/reply.ts';
import { rootReport } from '#slack/blocks/root.ts';
import { expectShortAnswer } from './support/short-answer.ts';

const FOLDER = 'test/golden';
const runs = globSync('test/runs/**/*.json').toSorted();
const nameOf = (run: string) => path.basename(run, '.json');

/** Written anew by `node scripts/run.mjs vitest run --project unit test/golden.test.ts --update`. */
describe('the answer to a recorded run', () => {
  it.each(runs)('of %s is the one that is written down', async (run) => {
    await expect(textOf(judged(run))).toMatchFileSnapshot(path.resolve(FOLDER, `${nameOf(run)}.txt`));
  });

  it.each(runs)('of %s has the cause first, one act, and no fact twice', (run) => {
    const report = judged(run);
    expectShortAnswer(report, messagesOf(report));
  });

  it('is written down for each of them, and for no other', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(runs.map((run) => `${nameOf(run)}.txt`).toSorted());
  });
});

function judged(run: string): Report {
  return explain(readRecorded(readFileSync(run)).evidence);
}

function messagesOf(report: Report) {
  const reply = replyReport(report);
  return [rootReport(report), ...(reply ? [reply] : [])];
}

/** The root, a line, the reply. */
function textOf(report: Report): string {
  const texts = messagesOf(report).map(({ text, blocks = [] }) => messageText({ text, blocks }));
  return `${texts.join('\n\n---\n\n')}\n`;
}

import { describe, expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { rules } from '#investigation/rules/index.ts';
import { findMilestones, milestoneIds } from '#investigation/timeline/milestones.ts';
import { type Run, runSteps } from '#lab/run.ts';
import { scenarios } from '#lab/scenarios/index.ts';

const SPEED = 10;
/** Between the lab's deed and its effect on a socket, ms of the lab's clock on a busy machine. */
const SLACK_MS = 400;

describe.concurrent('a /focus timing in the lab', () => {
  for (const scenario of scenarios) {
    it(`finds out about ${scenario.id}: ${scenario.story}`, { timeout: 60_000 }, async () => {
      const run = await runSteps(['timing'], { scenario, speed: SPEED, seed: 1 });
      const found = { verdict: run.report?.verdict, cause: run.report?.cause?.id };
      expect(found, JSON.stringify(run.report, null, 2)).toEqual({ cause: undefined, ...scenario.expected });
      expectReportInThread(run);
      expectTruth(run);
      expect(explain(run.evidence as Evidence)).toEqual(run.report);
    });
  }
});

/** One message with the answer, one reply with the proof, none of a run that is well; short, and no fact twice. */
function expectReportInThread({ messages, report, calls }: Run): void {
  if (!report) throw new Error('there is no report');
  const [root, ...replies] = messages;
  const well = report.standing === 'works';
  const said = wordsOf(root).split('\n');
  expect(root?.thread_ts).toBeUndefined();
  expect(said.slice(0, 2).join('')).toContain(`lab: ${report.headline}`);
  if (report.cause) expect(report.headline).toBe(report.cause.headline);
  if (!well) expect(said.join('\n')).toContain(report.nextStep);
  expect(JSON.stringify(root?.blocks)).toContain('"action_id":"run-again"');
  expect(replies.map(({ thread_ts: thread }) => thread)).toEqual(well ? [] : [root?.ts]);
  expect([root, ...replies].map(wordsOf).join('\n').length).toBeLessThanOrEqual(well ? 250 : 1_200);
  for (const line of replies.flatMap((reply) => wordsOf(reply).split('\n')))
    if (line.length > SHORT) expect(said.join('\n')).not.toContain(line);
  expect(`${report.environment}: ${report.headline}`.length).toBeLessThanOrEqual(140);
  expect(report.headline).not.toMatch(FORBIDDEN);
  expect(calls.length).toBeLessThanOrEqual(MOST_CALLS);
}

/** A word or two may stand in both. */
const SHORT = 25;
/** What names nothing to a person: the hash of a pod, an interval, a rule's id. */
const FORBIDDEN = new RegExp(
  `-[a-z0-9]{5,10}-[a-z0-9]{5}\\b|\\d–\\d|could not be asked|\\b(?:${rules.map(({ id }) => id).join('|')})\\b`,
);
const MOST_CALLS = 12;

function wordsOf(message: Run['messages'][number] | undefined): string {
  return blockWords(message?.blocks).join('\n');
}

/** Every text that people read, at any depth. */
function blockWords(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(blockWords);
  if (typeof value !== 'object' || value === null) return [];
  const { text, type, ...rest } = value as { text?: unknown; type?: unknown };
  if (type === 'button') return [];
  return [...(typeof text === 'string' ? [text] : blockWords(text)), ...Object.values(rest).flatMap(blockWords)];
}

/** What the lab really made lies inside each interval that the bot claims, and nothing is claimed that did not happen. */
function expectTruth({ evidence, truth }: Run): void {
  const milestones = findMilestones(evidence as Evidence);
  for (const id of milestoneIds) {
    const claimed = milestones[id];
    const really = truth.milestones[id];
    if (claimed.state === 'reached') {
      expect(really, `${id} was claimed and never happened`).toBeDefined();
      const ms = (really ?? 0) * 1_000;
      expect(claimed.earliest - SLACK_MS, id).toBeLessThanOrEqual(ms);
      expect(claimed.latest + SLACK_MS, id).toBeGreaterThanOrEqual(ms);
    }
    if (claimed.state === 'not-reached' && really !== undefined)
      expect(really * 1_000 + SLACK_MS, id).toBeGreaterThanOrEqual(claimed.after);
  }
}

import { describe, expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
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

/** One message with the answer, its thread with the proof, and nothing that Slack would not take. */
function expectReportInThread({ messages, report, calls }: Run): void {
  const [root, ...rest] = messages;
  expect(root?.thread_ts).toBeUndefined();
  expect(root?.text.toLowerCase()).toContain(`${report?.verdict} (lab)`);
  expect(JSON.stringify(root?.blocks)).toContain('"action_id":"run-again"');
  const replies = rest.filter(({ thread_ts: thread }) => thread === root?.ts);
  expect(replies.length).toBeGreaterThanOrEqual(2);
  // Milestones, phases, the diagnosis, what differs from healthy runs, log lines; and what does not fit, as a file.
  expect(replies.length).toBeLessThanOrEqual(6);
  expect(rest.filter(({ thread_ts: thread }) => thread !== root?.ts)).toEqual([]);
  expect(calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(
    1 + replies.filter(({ files }) => files.length === 0).length,
  );
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

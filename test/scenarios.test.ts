import { describe, expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { milestoneIds } from '#investigation/timeline/milestone-ids.ts';
import { findMilestones } from '#investigation/timeline/milestones.ts';
import { type Run, runSteps } from '#lab/run.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { wrongIn } from '#lab/worlds/right.ts';
import { rights } from '#probes/kubernetes/rights.ts';
import { requestsOf } from './support/requests-of.ts';
import { expectShortAnswer } from './support/short-answer.ts';
import { contractProblems, type RecordedCall } from './support/slack-contract.ts';

const SPEED = 10;
/** Between the lab's deed and its effect on a socket, ms of the lab's clock on a busy machine. */
const SLACK_MS = 400;

/** Of all scenarios together. */
const asked = new Set<string>();
const calls: RecordedCall[] = [];

describe.concurrent('a /focus timing in the lab', () => {
  for (const scenario of scenarios) {
    it(`tells ${scenario.id} in words that are true of it: ${scenario.story}`, { timeout: 60_000 }, async () => {
      const run = await runSteps(['timing'], { scenario, speed: SPEED, seed: 1 });
      if (!run.report) throw new Error('there is no report');
      expect(wrongIn(run.report, scenario.expected), JSON.stringify(run.report, null, 2)).toEqual([]);
      expectReportInThread(run);
      expectTruth(run);
      for (const each of run.kubernetes) asked.add(each);
      calls.push(...run.calls);
      expect(explain(run.evidence as Evidence)).toEqual(run.report);
    });
  }
});

describe('all of them together', () => {
  it('ask of Kubernetes just what the rights list, and use each of them', () => {
    expect([...asked].toSorted()).toEqual(requestsOf(rights));
  });

  it('call Slack just as its published types say', { timeout: 60_000 }, async () => {
    expect(calls.length).toBeGreaterThan(scenarios.length);
    expect(await contractProblems(calls, 'scenarios')).toEqual([]);
    const wrong = { channel: 'C0INCIDENT', text: 'x', blocks: [{ type: 'header' }], tread_ts: '1.2' };
    const problems = await contractProblems([{ method: 'chat.postMessage', args: wrong }], 'wrong');
    expect(problems.join()).toMatch(/tread_ts.* does not exist/);
  });
});

/** One message with the answer, one reply with the proof, none of a run that is well; few calls of Slack. */
function expectReportInThread({ messages, report, calls }: Run): void {
  if (!report) throw new Error('there is no report');
  const [root, ...replies] = messages;
  expectShortAnswer(report, messages);
  expect(root?.thread_ts).toBeUndefined();
  expect(JSON.stringify(root?.blocks)).toContain('"action_id":"run-again"');
  for (const { thread_ts: thread } of replies) expect(thread).toBe(root?.ts);
  expect(calls.filter(({ method }) => !ONCE_A_PROCESS.includes(method)).length).toBeLessThanOrEqual(MOST_CALLS);
}

const MOST_CALLS = 12;
/** Of the start, and of whoever asks for the first time. */
const ONCE_A_PROCESS: readonly string[] = ['auth.test', 'apps.connections.open', 'users.info'];

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

import { describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { Content } from '#slack/message/content.ts';
import { tellDiff } from '#wiring/compare-runs.ts';
import { pastRun } from '../support/trend-runs.ts';

const known: readonly PastInvestigation[] = [
  pastRun(2, { investigation: 'kq4m2x9s1a', jobId: '19-7' }),
  pastRun(1, { investigation: 'kq4m2x9s1b', jobId: '19-8' }),
  pastRun(3, { investigation: 'kq4m2x9s1c', jobId: '19-9', environment: 'production' }),
];

async function told(...runs: [string, string]) {
  const answers: Content[] = [];
  const alone: Content[] = [];
  const request: LookupRequest = {
    ...{ lookup: 'look-1', environment: 'staging', requestedBy: 'U0ASKER', channel: 'C1', requestedAt: 0 },
    asked: { kind: 'diff', runs },
  };
  const history = {
    line: async (id: string) => known.find(({ investigation }) => investigation === id),
    past: async ({ environment, jobId }: Partial<PastInvestigation>) =>
      known.filter((line) => line.environment === environment && line.jobId === jobId),
    evidence: async () => undefined,
  };
  const lookupTeller = {
    answer: async (_: LookupRequest, { content }: { content: Content }) => void answers.push(content),
    alone: async (_: LookupRequest, content: Content) => void alone.push(content),
  };
  await tellDiff({ history, lookupTeller }, request, runs);
  return { answers: answers.map(({ text }) => text), alone: alone.map(({ text }) => text) };
}

describe('a comparison of two runs', () => {
  it('finds them by their jobs and by their references', async () => {
    const { answers, alone } = await told('19-7', 'kq4m2x9s1b');
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain('Job 19-8 took');
    expect(alone).toEqual([]);
  });

  it('tells who asked alone which of them is not remembered', async () => {
    const { answers, alone } = await told('19-7', '5-5');
    expect(answers).toEqual([]);
    expect(alone[0]).toContain('no investigation of 5-5 in staging is remembered');
  });

  it('knows none of another environment, which has a door of its own', async () => {
    const { alone } = await told('19-7', 'kq4m2x9s1c');
    expect(alone[0]).toContain('no investigation of kq4m2x9s1c in staging is remembered');
  });
});

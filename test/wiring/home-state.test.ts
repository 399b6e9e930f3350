import { describe, expect, it } from 'vitest';
import { NotAllowedError } from '#access/door.ts';
import { emptyBook } from '#checks/advance.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { Line } from '#queue/line.ts';
import { type HomeStateTools, homeState } from '#wiring/home-state.ts';
import { stoppedClock } from '../support/ask-slack.ts';
import { check } from '../support/incident.ts';
import { NOW, past } from '../support/past.ts';

const line: Line = {
  position: () => undefined,
  waiting: ['inv-2', 'inv-3'],
  peopleWaiting: 3,
  peopleRunning: 0,
  running: 1,
  peoples: [],
  limit: 1,
};

/** What history holds, the newest first. */
const kept: readonly PastInvestigation[] = [
  past({ investigation: 'inv-9', requestedBy: 'check timing-live', check: 'timing-live' }),
  past({ investigation: 'inv-8', environment: 'production', requestedBy: 'U0LEAD' }),
  past({ investigation: 'inv-7', requestedBy: 'U0LEAD', verdict: 'broken' }),
];

function tools(over: Partial<HomeStateTools> = {}): HomeStateTools {
  return {
    environments: ['staging', 'production', 'lab'],
    checks: [check()],
    history: {
      past: async ({ environment, requestedBy }, count) =>
        kept
          .filter((one) => environment === undefined || one.environment === environment)
          .filter((one) => requestedBy === undefined || one.requestedBy === requestedBy)
          .slice(0, count),
    },
    store: { read: async () => emptyBook },
    line: async () => line,
    nextTicks: async () => new Map([['timing-live', NOW + 60_000]]),
    linkTo: async (key) => (key === 'inv-8' ? 'https://a.slack.com/p1' : undefined),
    refusal: async () => undefined,
    examination: async () => undefined,
    answering: (work) => work(),
    clock: stoppedClock(NOW),
    ...over,
  };
}

describe('what the App Home shows', () => {
  it('is also what does not work, of the environments that the person may look at', async () => {
    const line = { part: 'kubernetes', state: 'wrong', found: 'x' } as const;
    const lines = [
      { ...line, environment: 'staging' },
      { ...line, environment: 'production' },
      { ...line, environment: 'lab', state: 'unknown' as const },
      { part: 'redis', state: 'ok', found: 'y' } as const,
    ];
    const refusal: HomeStateTools['refusal'] = async (_user, name) =>
      name === 'production' ? { advice: 'Ask' } : undefined;
    const state = await homeState(tools({ refusal, examination: async () => ({ at: NOW, lines }) }), 'U0LEAD');
    expect(state.examined).toEqual({ at: NOW, lines: [{ ...line, environment: 'staging' }] });
    const well = await homeState(tools({ examination: async () => ({ at: NOW, lines: lines.slice(2) }) }), 'U0LEAD');
    expect(well.examined).toBeUndefined();
  });

  it('is the last of each environment, how busy it is, the checks, and what this person asked for', async () => {
    const busy = { running: { count: 1, links: [] }, waiting: 3 };
    expect(await homeState(tools(), 'U0LEAD')).toEqual({
      at: NOW,
      environments: [
        { name: 'staging', state: { last: kept[0], ...busy } },
        { name: 'production', state: { last: kept[1], ...busy } },
        { name: 'lab', state: busy },
      ],
      checks: [expect.objectContaining({ name: 'timing-live', phase: 'ok', nextAt: NOW + 60_000 })],
      mine: [{ ...kept[1], link: 'https://a.slack.com/p1' }, kept[2]],
    });
  });

  it('leaves out what cannot be read, says why once, and keeps the rest', async () => {
    const state = await homeState(
      tools({
        line: (name) => (name === 'lab' ? Promise.reject(new Error('Redis did not answer')) : Promise.resolve(line)),
        store: { read: () => Promise.reject(new Error('Redis did not answer')) },
      }),
      'U0LEAD',
    );
    expect(state.environments.map(({ name, state }) => [name, state !== undefined])).toEqual([
      ['staging', true],
      ['production', true],
      ['lab', false],
    ]);
    expect(state).not.toHaveProperty('checks');
    expect(state.mine).toHaveLength(2);
    expect(state.trouble).toBe('Redis did not answer');
  });

  it('says of what somebody may not look at that it is not shown, and whom to ask, and nothing else of it', async () => {
    const refusal: HomeStateTools['refusal'] = async (user, name) =>
      user === 'U0LEAD' && name === 'staging' ? undefined : new NotAllowedError(`not in ${name}`, `Ask of ${name}`);
    const kinds = { checks: [check({ environment: 'production' })], refusal };
    const state = await homeState(tools(kinds), 'U0LEAD');
    expect(state.environments.map(({ name }) => name)).toEqual(['staging']);
    expect(state.hidden).toEqual([
      { environment: 'production', whom: 'Ask of production' },
      { environment: 'lab', whom: 'Ask of lab' },
    ]);
    expect(state.hiddenChecks).toBe(1);
    expect(state.mine).toEqual([kept[2]]);
    expect(await homeState(tools(kinds), 'U0GUEST')).toMatchObject({ environments: [], checks: [], mine: [] });
  });

  it('shows nothing, and says why, where it is not known what somebody may look at', async () => {
    const refusal = () => Promise.reject(new Error('Slack did not answer'));
    const state = await homeState(tools({ refusal }), 'U0LEAD');
    expect(state).toEqual({ at: NOW, environments: [], trouble: 'Slack did not answer' });
  });

  it('knows without asking that no check is configured', async () => {
    const store = { read: () => Promise.reject(new Error('Redis did not answer')) };
    expect(await homeState(tools({ checks: [], store }), 'U0LEAD')).toMatchObject({ checks: [] });
  });
});

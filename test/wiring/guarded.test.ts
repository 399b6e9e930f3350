import { describe, expect, it } from 'vitest';
import { type Access, acts } from '#access/access.ts';
import { type AuditLine, createDoor } from '#access/door.ts';
import { usualRequest } from '#investigation/subject.ts';
import type { AskedLookup } from '#lookups/question.ts';
import type { UnderWay } from '#queue/under-way.ts';
import { guarded, type Reach } from '#wiring/guarded.ts';
import { evidence } from '../support/evidence.ts';
import { incident } from '../support/incident.ts';
import { report } from '../support/report.ts';
import { slackTools } from '../support/slack-tools.ts';
import { subject } from '../support/subject.ts';

const stranger = { user: 'U0OTHER', channel: 'C0OPS' };
const environments = ['staging', 'production'];
const nobody: Access = Object.fromEntries(acts.map((act) => [act, []]));

/** Everything is open in staging, and nothing in production. */
function reachOf(over: Partial<Reach> = {}) {
  const lines: AuditLine[] = [];
  const reached: string[] = [];
  const door = createDoor({
    accessTo: (environment) => (environment === 'production' ? nobody : {}),
    people: { standing: async () => 'member', isInGroup: async () => false },
    audit: async (line) => {
      lines.push(line);
    },
    now: () => 0,
  });
  const tools = slackTools({
    reportOf: async (id) => report({ investigation: id, environment: 'production' }),
    evidenceOf: async () => evidence([], { subject: { environment: 'production' } }),
    incidentOf: async (id) => incident(id === 'k3f9q2' ? { environment: 'staging' } : { environment: 'production' }),
    record: async ({ kind }) => {
      reached.push(kind);
    },
    ...over,
  });
  const checkOf = (name: string) =>
    name === 'gone' ? undefined : { environment: name.startsWith('prod') ? 'production' : 'staging' };
  const end = async () => 'ended' as const;
  return { door, lines, reached, reach: guarded({ ...tools, end }, { door, environments, checkOf }) };
}

const lookups: readonly AskedLookup[] = [
  { kind: 'status' },
  { kind: 'jobs' },
  { kind: 'job', jobId: '19-7' },
  { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false } },
  { kind: 'trend', spanMs: 1 },
  { kind: 'bundle', investigation: 'inv1' },
  { kind: 'recorded-run', investigation: 'inv1' },
  { kind: 'opinion', investigation: 'inv1', said: { says: 'right' } },
  {
    kind: 'series',
    runs: 10,
    parallel: 1,
    timeoutMs: 30_000,
    request: usualRequest,
  },
  { kind: 'diff', runs: ['19-7', '19-8'] },
  { kind: 'checks' },
  { kind: 'accuracy' },
  { kind: 'history', query: {}, count: 1 },
  { kind: 'history', query: { environment: 'production' }, count: 1 },
  { kind: 'history', query: { check: 'prod-live' }, count: 1 },
  { kind: 'history', query: { check: 'gone' }, count: 1 },
];

describe('what people reach', () => {
  it.each(lookups)('is closed to who may not look there: $kind', async (lookup) => {
    const { door, reach } = reachOf();
    const asked = { lookup, environment: 'production', requestedBy: 'U0OTHER', channel: 'C0OPS', triggerId: 't' };
    await expect(door.asking(stranger, () => reach.lookUp(asked))).rejects.toThrow('in production');
  });

  it('is closed for a new job, a stored report and stored logs, whatever id was sent', async () => {
    const { door, reach, lines } = reachOf();
    const asking = <T>(work: () => Promise<T>) => expect(door.asking(stranger, work)).rejects.toThrow('in production');
    await asking(() =>
      reach.enqueue({ ...subject(), environment: 'production', requestedBy: 'U0OTHER', channel: 'C', triggerId: 't' }),
    );
    await asking(() => reach.reportOf('inv1'));
    await asking(() => reach.evidenceOf('inv1'));
    expect(lines.map(({ act, outcome }) => [act, outcome])).toEqual([
      ['timing', 'refused'],
      ['look', 'refused'],
      ['logs', 'refused'],
    ]);
  });

  it('lets who asked for something end it everywhere, and others only where they may', async () => {
    const { door, reach, lines } = reachOf();
    const which = { id: 'inv1', queue: 'q', requestedAt: 0, isRunning: true, what: 'investigation' } as const;
    const own = { ...which, environment: 'production', askers: ['U0LEAD', stranger.user] };
    const others = { ...own, askers: ['U0LEAD'] };
    const end = (what: UnderWay) => door.asking(stranger, () => reach.end(what, stranger.user));
    expect(await end(own)).toBe('ended');
    expect(await end({ ...others, environment: 'staging' })).toBe('ended');
    await expect(end(others)).rejects.toThrow('You may not cancel what somebody else asked for in production');
    expect(lines.map(({ act, on, outcome }) => [act, on, outcome])).toEqual([
      ['cancel', 'investigation inv1', 'done'],
      ['cancel', 'investigation inv1', 'done'],
      ['cancel', 'investigation inv1', 'refused'],
    ]);
  });

  it('opens no form for who may not send it off, and offers only the places where they may', async () => {
    const { door, reach, lines } = reachOf();
    const asking = <T>(work: () => Promise<T>) => door.asking(stranger, work);
    await asking(() => reach.mayStart('staging'));
    await asking(() => reach.mayRecord('snooze', incident({ environment: 'staging' })));
    expect(await asking(() => reach.mayLook(environments))).toEqual(['staging']);
    expect(lines).toEqual([]);
    const closed = incident({ environment: 'production' });
    await expect(asking(() => reach.mayStart('production'))).rejects.toThrow('You may not start jobs in production');
    await expect(asking(() => reach.mayRecord('snooze', closed))).rejects.toThrow('snooze checks in production');
    await expect(asking(() => reach.mayRecord('pause', closed))).rejects.toThrow(
      'pause, resume or snooze checks in production',
    );
    await expect(asking(() => reach.mayRecord('note', closed))).rejects.toThrow('acknowledge alerts in production');
    await expect(asking(() => reach.mayLook(['production']))).rejects.toThrow('You may not look in production');
    expect(lines.map(({ act, environment, outcome }) => [act, environment, outcome])).toEqual(
      ['timing', 'checks', 'checks', 'acknowledge', 'look'].map((act) => [act, 'production', 'refused']),
    );
  });

  it('is closed for checks and incidents by the environments of the checks', async () => {
    const { door, reach, reached } = reachOf();
    await expect(
      door.asking(stranger, () => reach.record({ kind: 'pause', at: 0, check: 'prod-live', by: 'U0OTHER' })),
    ).rejects.toThrow('You may not pause, resume or snooze checks in production');
    await door.asking(stranger, () => reach.record({ kind: 'pause', at: 0, check: 'staging-live', by: 'U0OTHER' }));
    await door.asking(stranger, () => reach.record({ kind: 'acknowledge', at: 0, incident: 'k3f9q2', by: 'U0OTHER' }));
    const acknowledge = { kind: 'acknowledge', at: 0, incident: 'other', by: 'U0OTHER' } as const;
    await expect(door.asking(stranger, () => reach.record(acknowledge))).rejects.toThrow('in production');
    await expect(door.asking(stranger, () => reach.incidentOf('other'))).rejects.toThrow('in production');
    expect(reached).toEqual(['pause', 'acknowledge']);
  });
});

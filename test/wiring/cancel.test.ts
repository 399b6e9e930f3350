import { describe, expect, it } from 'vitest';
import type { Cancelling, UnderWay } from '#queue/under-way.ts';
import type { CancelledInvestigation } from '#slack/blocks/cancelled.ts';
import { type FencedAnswer, memoryFence } from '#trigger/fence.ts';
import { createCancel, createTellCancelled } from '#wiring/cancel.ts';
import { evidence } from '../support/evidence.ts';
import { report } from '../support/report.ts';

const base = { queue: 'q', environment: 'staging', isRunning: true, what: 'investigation' } as const;
const own = { ...base, id: 'own-old', askers: ['U1'], requestedAt: 1 };
const newer = { ...base, id: 'own-new', askers: ['U1'], requestedAt: 2 };
const others: UnderWay = { ...base, id: 'others', askers: ['U2'], requestedAt: 3, what: 'job', jobId: '20-1' };

const configured = (change: Partial<FencedAnswer['configure']> = {}, jobId?: string): FencedAnswer => ({
  configure: {
    ...{
      kind: 'configure-answer',
      sentAt: 1_000,
      answeredAt: 2_000,
      outcome: 'accepted',
      detail: '',
      reattached: false,
    },
    ...change,
  },
  ...(jobId !== undefined && { job: { id: jobId } }),
});

describe('what somebody wants to cancel', () => {
  async function cancelled(id: string | undefined, ending: Cancelling = 'ended', answered?: string) {
    const fence = memoryFence();
    await fence.intend('own-old', 1_000);
    await fence.record('own-old', configured({}, '19-7'));
    const ended: string[] = [];
    const cancel = createCancel({
      underWay: { list: async () => [own, others, newer] },
      end: async (which, user) => {
        ended.push(`${user} ${which.id}`);
        return ending;
      },
      fence,
      isAnswered: async (investigation) => investigation === answered,
    });
    return { outcome: await cancel(id, 'U1'), ended };
  }

  it.each([
    [undefined, 'own-new'],
    ['own-old', 'own-old'],
    ['others', 'others'],
    ['19-7', 'own-old'],
    ['20-1', 'others'],
  ])('is, named %s, %s', async (id, expected) => {
    const { outcome, ended } = await cancelled(id);
    expect(outcome).toEqual({ kind: 'cancelled', what: 'investigation', environment: 'staging' });
    expect(ended).toEqual([`U1 ${expected}`]);
  });

  it('is, of their newest ones, the one that nobody has cancelled yet', async () => {
    const ended: string[] = [];
    const cancel = createCancel({
      underWay: { list: async () => [own, { ...newer, isEnding: true }] },
      end: async ({ id }) => {
        ended.push(id);
        return 'ended';
      },
      fence: memoryFence(),
      isAnswered: async () => false,
    });
    await cancel(undefined, 'U1');
    expect(ended).toEqual(['own-old']);
  });

  it('is, of their newest ones, the one that has no report yet', async () => {
    expect(await cancelled(undefined, 'ended', 'own-new')).toMatchObject({ ended: ['U1 own-old'] });
  });

  it('goes on for whoever else asked for it', async () => {
    const { outcome } = await cancelled('others', 'left');
    expect(outcome).toEqual({ kind: 'left', environment: 'staging', others: ['U2'] });
  });

  it('is asked for where a job id is alive in two environments, and ended in the one that is named', async () => {
    const ended: string[] = [];
    const there = { ...others, id: 'there', environment: 'production', jobId: '20-1' };
    const cancel = createCancel({
      underWay: { list: async () => [others, there] },
      end: async ({ id }) => {
        ended.push(id);
        return 'ended';
      },
      fence: memoryFence(),
      isAnswered: async () => false,
    });
    expect(await cancel('20-1', 'U1')).toEqual({
      kind: 'several',
      id: '20-1',
      environments: ['staging', 'production'],
    });
    expect(ended).toEqual([]);
    expect(await cancel('20-1', 'U1', 'production')).toMatchObject({ kind: 'cancelled', environment: 'production' });
    expect(await cancel('20-1', 'U1', 'lab')).toEqual({ kind: 'over' });
    expect(ended).toEqual(['there']);
  });

  it('is their own, where of two of an environment one is', async () => {
    const ended: string[] = [];
    const mine = { ...others, id: 'mine', askers: ['U1'], requestedAt: 1 };
    const cancel = createCancel({
      underWay: { list: async () => [others, mine] },
      end: async ({ id }) => {
        ended.push(id);
        return 'ended';
      },
      fence: memoryFence(),
      isAnswered: async () => false,
    });
    await cancel('20-1', 'U1');
    expect(ended).toEqual(['mine']);
  });

  it.each(['ended', 'left'] as const)('is answered where its report is there, and on its way (%s)', async (ending) => {
    const { outcome, ended } = await cancelled('own-old', ending, 'own-old');
    expect(outcome).toEqual({ kind: 'answered', environment: 'staging' });
    expect(ended).toEqual([]);
  });

  it('is over where nothing has that name, or it ended meanwhile', async () => {
    expect(await cancelled('20-2')).toEqual({ outcome: { kind: 'over' }, ended: [] });
    expect(await cancelled('own-old', 'over')).toMatchObject({ outcome: { kind: 'over' } });
  });
});

describe('what is told of a cancelled investigation', () => {
  async function told(answer?: FencedAnswer | 'none', saved: object = {}, jobId?: string) {
    const fence = memoryFence();
    if (answer) await fence.intend('inv-1', 1_000);
    if (answer && answer !== 'none') await fence.record('inv-1', answer);
    const said: (Pick<CancelledInvestigation, 'by' | 'left' | 'isKept'> | string)[] = [];
    const tell = createTellCancelled({
      teller: {
        cancelled: async (_request, _attempt, cancelled) => void said.push(cancelled),
        report: async () => void said.push('its report'),
      },
      history: { report: async () => undefined, evidence: async () => undefined, ...saved },
      fence,
    });
    const asked = { investigation: 'inv-1', environment: 'staging', requestedBy: 'U1', channel: 'C1' };
    await tell({ ...asked, ...(jobId !== undefined && { jobId }) }, { by: 'U2', at: 0 }, 1);
    return said;
  }
  const left = async (...how: Parameters<typeof told>) =>
    (await told(...how)).map((one) => typeof one !== 'string' && one.left);

  it('says that nothing is left where configure was not sent, refused, or did not get there', async () => {
    expect(await left()).toEqual([{ kind: 'nothing' }]);
    expect(await left(configured({ outcome: 'refused' }))).toEqual([{ kind: 'nothing' }]);
    expect(await left(configured({ outcome: 'unreachable' }))).toEqual([{ kind: 'nothing' }]);
  });

  it('names the job that was made and when it is gone at the latest', async () => {
    expect(await left(configured({}, '19-7'))).toEqual([{ kind: 'job', jobId: '19-7', until: 59_000 }]);
  });

  it('does not know where the answer was not waited for, or did not come', async () => {
    expect(await left('none')).toEqual([{ kind: 'perhaps', until: 118_000 }]);
    expect(await left(configured({ outcome: 'unanswered' }))).toEqual([{ kind: 'perhaps', until: 119_000 }]);
  });

  it('leaves a job alone that somebody else started', async () => {
    expect(await left(undefined, {}, '19-7')).toEqual([{ kind: 'others', jobId: '19-7' }]);
  });

  it('says whether something was seen, and is the report where there is one already', async () => {
    const seen = { evidence: async () => evidence([]) };
    expect(await told(undefined, seen)).toMatchObject([{ by: 'U2', isKept: true }]);
    expect(await told(undefined, { ...seen, report: async () => report() })).toEqual(['its report']);
  });
});

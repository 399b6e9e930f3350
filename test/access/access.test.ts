import { describe, expect, it } from 'vitest';
import { type Access, type Act, type Asker, may, type People } from '#access/access.ts';

const standings: Readonly<Record<string, Awaited<ReturnType<People['standing']>>>> = {
  U0LEAD: 'admin',
  U0ONCALL: 'member',
  U0GUEST: 'guest',
  U0OTHER: 'stranger',
};
const people: People = {
  standing: async (user) => standings[user] ?? 'stranger',
  isInGroup: async (user, group) => group === 'S0CREW' && (user === 'U0ONCALL' || user === 'U0GUEST'),
};

function ask(asker: Asker, act: Act, access: Access = {}): Promise<boolean> {
  return may(asker, act, access, people);
}

describe('who may do what', () => {
  it('is everybody of the workspace where nothing is written, and no guest and nobody from outside', async () => {
    for (const act of ['look', 'timing', 'acknowledge', 'checks', 'cancel'] as const) {
      expect(await ask({ user: 'U0ONCALL' }, act)).toBe(true);
      expect(await ask({ user: 'U0GUEST' }, act)).toBe(false);
      expect(await ask({ user: 'U0OTHER' }, act)).toBe(false);
    }
  });

  it.each(['audit', 'doctor'] as const)(
    'is an administrator for the %s, unless somebody else is named',
    async (act) => {
      expect(await ask({ user: 'U0LEAD' }, act)).toBe(true);
      expect(await ask({ user: 'U0ONCALL' }, act)).toBe(false);
      expect(await ask({ user: 'U0ONCALL' }, act, { [act]: ['U0ONCALL'] })).toBe(true);
      expect(await ask({ user: 'U0LEAD' }, act, { [act]: ['U0ONCALL'] })).toBe(false);
    },
  );

  it('is whom the list names: people and groups, also guests', async () => {
    const access = { timing: ['S0CREW', 'U0OTHER'] };
    expect(await ask({ user: 'U0ONCALL' }, 'timing', access)).toBe(true);
    expect(await ask({ user: 'U0GUEST' }, 'timing', access)).toBe(true);
    expect(await ask({ user: 'U0OTHER' }, 'timing', access)).toBe(true);
    expect(await ask({ user: 'U0LEAD' }, 'timing', access)).toBe(false);
    expect(await ask({ user: 'U0LEAD' }, 'look', access)).toBe(true);
  });

  it('is everybody of the workspace who asks in a channel that the list names, and no guest of it', async () => {
    const access = { timing: ['C0OPS'] };
    expect(await ask({ user: 'U0ONCALL', channel: 'C0OPS' }, 'timing', access)).toBe(true);
    expect(await ask({ user: 'U0GUEST', channel: 'C0OPS' }, 'timing', access)).toBe(false);
    expect(await ask({ user: 'U0ONCALL', channel: 'C0RANDOM' }, 'timing', access)).toBe(false);
    expect(await ask({ user: 'U0ONCALL' }, 'timing', access)).toBe(false);
  });

  it('is nobody where the list is empty', async () => {
    expect(await ask({ user: 'U0LEAD' }, 'timing', { timing: [] })).toBe(false);
  });
});

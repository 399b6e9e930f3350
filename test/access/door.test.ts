import { describe, expect, it } from 'vitest';
import type { Access } from '#access/access.ts';
import { type AuditLine, createDoor, NotAllowedError } from '#access/door.ts';

const oncall = { user: 'U0ONCALL', channel: 'C0OPS' };

function doorTo(accesses: Readonly<Record<string, Access>> = {}) {
  const lines: AuditLine[] = [];
  const door = createDoor({
    accessTo: (environment = '') => accesses[environment] ?? {},
    people: { standing: async () => 'member', isInGroup: async () => false },
    audit: async (line) => {
      lines.push(line);
    },
    now: () => 7,
  });
  return { door, lines };
}

const timing = { act: 'timing', environments: ['production'], on: 'a new job' } as const;

describe('the door', () => {
  it('does what is asked, and writes down who, where, what and on what', async () => {
    const { door, lines } = doorTo();
    expect(await door.asking(oncall, () => door.through(timing, async () => 'made'))).toBe('made');
    expect(lines).toEqual([
      { at: 7, ...oncall, act: 'timing', environment: 'production', on: 'a new job', outcome: 'done' },
    ]);
  });

  it('refuses who may not, says whom to ask, does nothing, and writes that down too', async () => {
    const { door, lines } = doorTo({ production: { timing: ['U0LEAD', 'S0CREW', 'C0PROD'] } });
    let done = false;
    const refused = door.asking(oncall, () =>
      door.through(timing, async () => {
        done = true;
      }),
    );
    await expect(refused).rejects.toThrow(NotAllowedError);
    await expect(refused).rejects.toMatchObject({
      message: 'You may not start jobs in production',
      advice: 'Ask <@U0LEAD> or <!subteam^S0CREW>, or do it in <#C0PROD>',
    });
    expect(done).toBe(false);
    expect(lines).toMatchObject([{ outcome: 'refused', environment: 'production' }]);
  });

  it('lets nobody at several environments who may not at one of them', async () => {
    const { door } = doorTo({ production: { look: ['U0LEAD'] } });
    const both = { act: 'look', environments: ['staging', 'production'], on: 'history' } as const;
    await expect(door.asking(oncall, () => door.through(both, async () => {}))).rejects.toThrow('in production');
  });

  it('writes down what failed, and why', async () => {
    const { door, lines } = doorTo();
    const failing = door.asking(oncall, () => door.through(timing, () => Promise.reject(new Error('Redis is away'))));
    await expect(failing).rejects.toThrow('Redis is away');
    expect(lines).toMatchObject([{ outcome: 'failed', why: 'Redis is away' }]);
  });

  it('opens for nobody where it is not known who asks', async () => {
    const { door } = doorTo();
    await expect(door.through(timing, async () => {})).rejects.toThrow('nobody asks for timing');
  });
});

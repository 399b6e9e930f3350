import { expect } from 'vitest';
import type { InvestigationTools } from '#queue/work.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld } from './world.ts';

/** First messages that cannot be posted. */
export function testAnnouncements(it: InWorld): void {
  it('tries a failing announcement again', async (world) => {
    let tries = 0;
    await world.worker({
      announce: async (request, position) => {
        tries += 1;
        if (tries < 3) throw new Error('Slack is down');
        await world.announce(request, position);
      },
    });
    const { investigation } = await world.enqueue().enqueue(asked());
    await world.happened(`done ${investigation}`);
    expect(tries).toBe(3);
  });

  it('investigates without an announcement that keeps failing, and passes on why', async (world) => {
    const seen: InvestigationTools[] = [];
    await world.worker({
      announce: () => Promise.reject(new Error('channel_not_found')),
      investigate: async (_request, tools) => void seen.push(tools),
    });
    await world.enqueue().enqueue(asked());
    await soon(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toMatchObject({ attempt: 1, announcementFailure: 'channel_not_found' });
  });

  it('investigates without an announcement over which three workers died', async (world) => {
    const { investigation } = await world.enqueue().enqueue(asked());
    for (const start of [1, 2, 3]) {
      const path = await world.path();
      let begun = 0;
      const announce = () => {
        begun += 1;
        return new Promise<void>(() => undefined);
      };
      const dying = await world.worker({ announce }, path);
      await soon(() => expect(begun, `start ${start}`).toBe(1));
      await path.setDown(true);
      await dying.close(0);
    }
    await world.worker();
    await world.happened(`done ${investigation}`);
    expect(world.story).not.toContainEqual(expect.stringMatching(/^announced/));
  });
}

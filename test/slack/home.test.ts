import type { HomeView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSlackClient } from '#slack/edge/client.ts';
import { createHome, type Home } from '#slack/home.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { soon } from '../support/soon.ts';

const USER = 'U0LEAD';
const OTHER = 'U0GUEST';

describe('the App Home', () => {
  let world: SlackWorld;
  let home: Home;
  let state: string;
  let viewOf: (user: string) => Promise<HomeView>;

  beforeEach(async () => {
    world = await openSlackWorld();
    const { slack, clock, log } = world;
    const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
    state = 'all is well';
    viewOf = async (user) => homeOf(`${user}: ${state}`);
    home = createHome({ client, viewOf: (user) => viewOf(user), clock, log });
  });
  afterEach(async () => {
    await home.close();
    await world.close();
  });

  const publications = (user?: string) =>
    world.callsOf('views.publish').filter(({ args }) => user === undefined || args.user_id === user);
  const shown = (user: string) => JSON.stringify(world.slack.home(user)?.blocks ?? []);
  const shows = (user: string, text: string) => soon(() => expect(shown(user)).toContain(`${user}: ${text}`));

  it('shows its state to whoever opens it', async () => {
    await home.opened(USER);
    await shows(USER, 'all is well');
    expect(publications()).toHaveLength(1);
  });

  it('shows what changed to everybody who opened it, and to nobody else', async () => {
    await home.opened(USER);
    await home.opened(OTHER);
    await Promise.all([shows(USER, 'all is well'), shows(OTHER, 'all is well')]);
    state = 'the backend is down';
    home.changed();
    await Promise.all([shows(USER, 'the backend is down'), shows(OTHER, 'the backend is down')]);
    expect(publications()).toHaveLength(4);
  });

  it('shows the last of many changes, and a person something at most every 10 s', async () => {
    await home.opened(USER);
    for (let change = 1; change <= 50; change += 1) {
      state = `change ${change}`;
      home.changed();
      await world.clock.sleep(500);
    }
    await shows(USER, 'change 50');
    const times = publications(USER).map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
    expect(times.length).toBeGreaterThan(1);
    expect(times.length).toBeLessThan(25);
  });

  it('shows a change that comes while an older state is being looked up', async () => {
    const lookedUp = Promise.withResolvers<void>();
    viewOf = async (user) => {
      const view = homeOf(`${user}: ${state}`);
      await lookedUp.promise;
      return view;
    };
    await home.opened(USER);
    await world.clock.sleep(5_000);
    state = 'newer';
    home.changed();
    lookedUp.resolve();
    await shows(USER, 'newer');
  });

  it('shows nothing more to who opened it more than an hour ago', async () => {
    await home.opened(USER);
    await shows(USER, 'all is well');
    await world.clock.sleep(3_600_001);
    await home.opened(OTHER);
    state = 'changed';
    home.changed();
    await shows(OTHER, 'changed');
    expect(publications(USER)).toHaveLength(1);
  });

  it('remembers 200 people, and forgets first who opened it longest ago', async () => {
    const asked: string[] = [];
    viewOf = async (user) => {
      asked.push(user);
      return homeOf(state);
    };
    for (let person = 0; person <= 200; person += 1) await home.opened(`U0PERSON${person}`);
    await soon(() => expect(asked).toHaveLength(200), 10_000);
    expect(new Set(asked).size).toBe(200);
    expect(asked).not.toContain('U0PERSON0');
  });

  it('shows it to who opens it before those who are only kept up to date', async () => {
    const known = ['U0ONCALL', OTHER];
    for (const user of known) await home.opened(user);
    await Promise.all(known.map((user) => shows(user, 'all is well')));
    await world.clock.sleep(60_000);
    const before = publications().length;
    home.changed();
    await home.opened(USER);
    await soon(() => expect(publications()).toHaveLength(before + 3));
    expect(publications()[before]?.args.user_id).toBe(USER);
  });

  it('waits as long as Slack says, and then shows the last state', async () => {
    world.slack.failNext('views.publish', { retryAfter: 30 });
    viewOf = async (user) => {
      const view = homeOf(`${user}: ${state}`);
      state = 'later';
      return view;
    };
    await home.opened(USER);
    await shows(USER, 'later');
    const [limited, taken] = publications();
    expect((taken?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
  });

  it('tries again when the state cannot be looked up, and logs why', async () => {
    let looks = 0;
    viewOf = async (user) => {
      looks += 1;
      if (looks < 3) throw new Error('Redis is away');
      return homeOf(`${user}: back`);
    };
    await home.opened(USER);
    await shows(USER, 'back');
    const line = expect.objectContaining({ level: 'warn', fields: { user: USER, failure: 'Redis is away' } });
    expect(world.lines.filter((one) => line.asymmetricMatch(one))).toHaveLength(2);
  });

  it('gives up after five tries until something changes', async () => {
    let looks = 0;
    viewOf = async () => {
      looks += 1;
      throw new Error('Redis is away');
    };
    await home.opened(USER);
    await soon(() => expect(looks).toBe(5));
    await world.clock.sleep(600_000);
    expect(looks).toBe(5);
    viewOf = async (user) => homeOf(`${user}: back`);
    home.changed();
    await shows(USER, 'back');
  });

  it('does not insist on a view that Slack refuses', async () => {
    viewOf = async () => homeOf('x'.repeat(3001));
    await home.opened(USER);
    await soon(() => expect(world.lines).toContainEqual(expect.objectContaining({ level: 'warn' })));
    await world.clock.sleep(60_000);
    expect(publications()).toHaveLength(1);
    viewOf = async (user) => homeOf(`${user}: shorter`);
    home.changed();
    await shows(USER, 'shorter');
  });

  it('shows nothing after it was closed, and closes when what is on its way is there', async () => {
    const lookedUp = Promise.withResolvers<void>();
    viewOf = async (user) => {
      await lookedUp.promise;
      return homeOf(`${user}: on its way`);
    };
    const looking = vi.fn(viewOf);
    viewOf = looking;
    await home.opened(USER);
    await soon(() => expect(looking).toHaveBeenCalled());
    const closed = home.close();
    lookedUp.resolve();
    await closed;
    expect(shown(USER)).toContain('on its way');
    home.changed();
    await home.opened(OTHER);
    await world.clock.sleep(60_000);
    expect(publications()).toHaveLength(1);
  });
});

function homeOf(text: string): HomeView {
  return { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text } }] };
}

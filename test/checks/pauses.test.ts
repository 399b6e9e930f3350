import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advance, emptyBook } from '#checks/advance.ts';
import type { Book, BookEvent } from '#checks/book.ts';
import { duePauseNews } from '#checks/pauses.ts';
import { createTellPause } from '#slack/tell/pause.ts';
import { check, HOUR, NOON } from '../support/book.ts';
import { openKeeperStage } from '../support/keeper-stage.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';

const CHANNEL = 'C0INCIDENT';
const api = check('api', { channel: CHANNEL });
const pause = (at: number, by = 'U0LEAD'): BookEvent => ({ kind: 'pause', at, check: 'api', by });
const resume = (at: number): BookEvent => ({ kind: 'resume', at, check: 'api', by: 'U0ONCALL' });
const time = (at: number): BookEvent => ({ kind: 'time', at });

describe('the news of a pause', () => {
  const bookOf = (...events: readonly BookEvent[]) =>
    events.reduce((book: Book, event) => advance(book, event, [api]), emptyBook);
  const news = (book: Book, of = api, at = NOON) => duePauseNews(book, [of], at).map(({ news: { kind } }) => kind);

  it('is who paused it, its nearness to the end until it has ended, and its end, each once', () => {
    expect(news(bookOf(pause(NOON), pause(NOON + 1)))).toEqual(['paused']);
    const near = bookOf(pause(NOON), time(NOON + 23 * HOUR - 1), time(NOON + 23 * HOUR), time(NOON + 23.5 * HOUR));
    expect(news(near)).toEqual(['paused', 'ending']);
    const over = [time(NOON + 24 * HOUR), time(NOON + 25 * HOUR)].reduce(
      (book, event) => advance(book, event, [api]),
      near,
    );
    expect(news(over)).toEqual(['paused', 'resumed']);
    expect(news(advance(near, resume(NOON + 23.5 * HOUR), [api]))).toEqual(['paused', 'resumed']);
    expect(over.checks.api?.paused).toBeUndefined();
  });

  it('comes when the length that was chosen is over, and the reminder only where there is an hour before', () => {
    const at = (ms: number) => time(NOON + ms);
    const of = (ms: number): BookEvent => ({ kind: 'pause', at: NOON, check: 'api', by: 'U0LEAD', until: NOON + ms });
    const two = bookOf(of(2 * HOUR), at(HOUR - 1));
    expect(news(two)).toEqual(['paused']);
    expect(news(advance(two, at(HOUR), [api]))).toEqual(['paused', 'ending']);
    expect(news(bookOf(of(2 * HOUR), at(2 * HOUR)))).toEqual(['paused', 'resumed']);
    expect(news(bookOf(of(HOUR), at(0), at(HOUR - 1)))).toEqual(['paused']);
    expect(bookOf(of(48 * HOUR), at(47 * HOUR)).checks.api?.paused?.isReminded).toBe(true);
    expect(bookOf(of(48 * HOUR), at(48 * HOUR)).checks.api?.paused).toBeUndefined();
  });

  it('is gone when it is told, and comes again with the next pause', () => {
    const told: BookEvent = { kind: 'pause-told', at: NOON, check: 'api', news: { kind: 'paused', pausedAt: NOON } };
    const book = bookOf(pause(NOON), told);
    expect(news(book)).toEqual([]);
    expect(advance(book, told, [api])).toBe(book);
    expect(news(bookOf(pause(NOON), told, resume(NOON + 1), pause(NOON + 2)))).toEqual(['resumed', 'paused']);
    expect(news(bookOf(pause(NOON), resume(NOON + 1), pause(NOON + 2), told))).toEqual(['resumed', 'paused']);
  });

  it('is held back in quiet hours, and bounded', () => {
    const quiet = check('api', { quietHours: { from: 11 * 60, to: 13 * 60, tz: 'UTC' } });
    const book = bookOf(pause(NOON));
    expect(news(book, quiet)).toEqual([]);
    expect(news(book, quiet, NOON + HOUR)).toEqual(['paused']);
    const many = Array.from({ length: 40 }, (_, nth) => [pause(NOON + 2 * nth), resume(NOON + 2 * nth + 1)]).flat();
    expect(news(bookOf(...many))).toHaveLength(10);
  });
});

describe('a channel whose check is paused', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());

  it('has one message of it with a button, and its end in the thread, also where the process dies in between', async () => {
    const stage = openKeeperStage(world, api);
    const tellPause = createTellPause(world.messenger());
    const said = () => world.slack.messages(CHANNEL);
    await stage.record(pause(NOON - 23 * HOUR + 10_000));
    const store = stage.dying(2, 'before');
    const one = await stage.begin('one', { tellPause, store });
    await store.died;
    await one.stop();

    expect(said()).toHaveLength(1);
    const next = await stage.begin('two', { tellPause });
    await next.rounds(2);
    expect(said().map(({ text }) => text)).toEqual([
      expect.stringMatching(/^:double_vertical_bar: Check \*api\* \(lab\) is paused by <@U0LEAD> until <!date/),
    ]);
    expect(JSON.stringify(said()[0]?.blocks)).toContain('"action_id":"resume-check"');
    await next.rounds(10);
    await stage.record(resume(stage.clock.now()));
    await next.rounds(2);
    expect(
      said()
        .slice(1)
        .map(({ text, thread_ts: thread }) => [thread, text]),
    ).toEqual([
      [said()[0]?.ts, expect.stringMatching(/^<@U0LEAD> Check .* runs again at <!date.*in an hour/)],
      [said()[0]?.ts, expect.stringMatching(/^<@U0LEAD> Check .* by its schedule again: resumed by <@U0ONCALL>\.$/)],
    ]);
    expect(said()[0]?.text).toMatch(
      /^:arrow_forward: Check \*api\* \(lab\) was paused by <@U0LEAD> at <!date.*\. It runs by its schedule again: resumed by <@U0ONCALL>\.$/,
    );
    expect(JSON.stringify(said()[0]?.blocks)).not.toContain('resume-check');
    await next.stop();
  });

  it('reads of one that ran out that it ran out', async () => {
    const tellPause = createTellPause(world.messenger());
    const news = { kind: 'resumed', pause: { by: 'U0LEAD', at: NOON } } as const;
    for (const _ of ['once', 'again']) await tellPause(api, news);
    const [root, ...replies] = world.slack.messages(CHANNEL);
    expect(root?.text).toMatch(/^:arrow_forward: .* was paused by <@U0LEAD> at .*: the time of the pause is over\.$/);
    expect(replies).toHaveLength(1);
  });
});

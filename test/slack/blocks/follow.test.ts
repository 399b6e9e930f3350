import { describe, expect, it } from 'vitest';
import { messageText } from '#lab/thread-text.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import { followMessage } from '#slack/blocks/follow.ts';
import { anyFollowState } from '../../support/any-logs-report.ts';
import { holdsForAny } from '../../support/any-report.ts';
import { followState, telling } from '../../support/logs-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const nothing = { lines: [], counts: { lines: 0, errors: 0, warnings: 0 } };

function contentOf(changes: Partial<FollowState> = {}) {
  const content = followMessage(followState(changes));
  expectAcceptable(content);
  return content;
}

function read(changes: Partial<FollowState> = {}): string {
  const { text, blocks = [] } = contentOf(changes);
  return messageText({ text, blocks: [...blocks] });
}

describe('the message that follows a job', () => {
  it('says how long still and how much so far, then the last lines, the newest last, and can be stopped', () => {
    expect(read()).toBe(
      [
        '⌕ Following job 19-7 in staging, 1 min 24 s left: 48 lines, 1 error so far',
        '15:34:15.120  grpc     error    the older line',
        '15:34:15.120  grpc     error    the newer line',
        '[Stop]',
        'Asked by @U0ASKER · times in UTC · look-up k3f9q2m7xa',
      ].join('\n'),
    );
  });

  it('says the same in the notification', () => {
    expect(contentOf().text).toBe(':mag: *Following job 19-7 in staging*, 1 min 24 s left: 48 lines, 1 error so far');
  });

  it('has a button that stops this look-up, with words for screen readers', () => {
    const actions = contentOf().blocks?.find(({ type }) => type === 'actions');
    expect(actions).toMatchObject({
      elements: [
        {
          action_id: 'stop-follow',
          value: 'k3f9q2m7xa',
          accessibility_label: 'Stop following job 19-7 in staging',
        },
      ],
    });
  });

  it('names warnings and the filter where there are any, and says when nothing came yet', () => {
    expect(read({ counts: { lines: 1, errors: 0, warnings: 2 }, filter: 'level warning or worse' })).toMatch(
      /left: 1 line, no errors, 2 warnings so far[\s\S]+Asked by @U0ASKER · level warning or worse · times in UTC/,
    );
    expect(read(nothing)).toMatch(/left: no line so far\n\[Stop\]/);
  });

  it('never says that less than nothing is left', () => {
    const { endsAt } = followState();
    expect(read({ at: endsAt - 400 })).toContain('in staging, about to end: 48 lines');
    expect(read({ at: endsAt + 9_000 })).toContain('in staging, about to end: 48 lines');
  });

  it.each([
    [{ why: 'time-is-up' }, 'its time was up'],
    [{ why: 'stopped', by: 'U0ASKER' }, '@U0ASKER stopped it'],
    [{ why: 'pods-ended' }, 'its pods ended'],
    [{ why: 'broken-off', reason: 'the worker was stopped' }, 'it broke off (the worker was stopped)'],
  ] as const)('ends without a button and says why: %j', (end, why) => {
    const words = read({ end });
    expect(words.split('\n')[0]).toBe(
      `⌕ Followed job 19-7 in staging for 36 s, until ${why}: 48 lines, 1 error. All of it is in the thread.`,
    );
    expect(words).not.toContain('[Stop]');
    expect(read({ end, ...nothing }).split('\n')[0]).toBe(
      `⌕ Followed job 19-7 in staging for 36 s, until ${why}: no line.`,
    );
  });

  it('keeps the newest of many lines, and of long ones as many as there is room for', () => {
    const lines = (filler: string) => Array.from({ length: 90 }, (_, n) => telling({ text: `line ${n} ${filler}` }, 1));
    const short = wordsOf(contentOf({ lines: lines('') }));
    expect(short).toMatch(/error {4}line 60\n[\s\S]*line 89\n/);
    expect(short).not.toContain('line 59');
    const long = wordsOf(contentOf({ lines: lines('x'.repeat(2_000)) }));
    expect(long).toMatch(/line 76 x+…\n[\s\S]*line 89 x+…/);
    expect(long).not.toContain('line 75 ');
  });

  it('is accepted by Slack and inert for any state', () => {
    holdsForAny(anyFollowState, (any) => expectAcceptable(followMessage(any)));
  });
});

import { describe, expect, it } from 'vitest';
import { type SeriesEnd, type SeriesState, writeSeries } from '#lookups/series/report.ts';
import { seriesProgress, seriesReply, seriesRoot } from '#slack/blocks/series.ts';
import { expectAcceptable, expectInert, wordsOf } from '../../support/message.ts';
import { report } from '../../support/report.ts';
import { mixedSeries, seriesOf } from '../../support/series.ts';

const state: SeriesState = {
  lookup: 'series1',
  environment: 'staging',
  requestedBy: 'U0ASKER',
  request: 'live',
  asked: 10,
  parallel: 1,
  ended: mixedSeries.slice(0, 4),
  running: 1,
  lost: 0,
};
const hostile = '<!channel> *bold* `code` <@U0LEAD> & <https://x.example|y>\u202e\n# end';
const failed = report({ standing: 'fails', urgency: 'now', nextStep: 'Give it more workers' });
const told = (end: SeriesEnd = { why: 'done' }, over: Partial<SeriesState> = {}) =>
  writeSeries({ ...state, ended: mixedSeries, running: 0, ...over }, end, () => failed);

describe('the message of a series while it runs', () => {
  it('counts up, says what is under way, and can be cancelled', () => {
    const content = seriesProgress(state);
    expectAcceptable(content);
    expect(content.text).toBe('Series in staging: 4 of 10: 3 healthy, 1 failed');
    expect(wordsOf(content)).toContain('1 under way, one after the other');
    expect(JSON.stringify(content.blocks)).toContain('"action_id":"cancel"');
  });

  it('says why nothing more begins', () => {
    expect(wordsOf(seriesProgress({ ...state, isFull: true }))).toContain('when a job of the environment is gone');
    expect(wordsOf(seriesProgress({ ...state, isHeldBack: true }))).toContain('the environment takes no more');
  });
});

describe('the answer of a series', () => {
  it('is the rates and the act, in two lines', () => {
    const content = seriesRoot(told());
    expectAcceptable(content);
    expect(wordsOf(content).replaceAll('\n', ' ')).toContain(
      'staging: 6 of 9 runs got their consumer (67 %), median 3.0 s, p95 > 30.0 s Do now:  Give it more workers.',
    );
    expect(content.text).toContain('. Do now: Give it more workers');
  });

  it('says who ended it early, and why', () => {
    const ended = mixedSeries.slice(0, 4);
    expect(wordsOf(seriesRoot(told({ why: 'person', by: 'U0LEAD' }, { ended })))).toContain(
      '*Cancelled* by <@U0LEAD> after 4 of 10 runs',
    );
    expect(wordsOf(seriesRoot(told({ why: 'request' }, { ended })))).toContain('cannot work');
    expect(wordsOf(seriesRoot(told({ why: 'no-place' }, { ended })))).toContain('no place for another job');
  });

  it('has one reply: who asked, what stands out, the phases, and every run behind a button or a select', () => {
    const content = seriesReply(told());
    if (!content) throw new Error('there is no reply');
    expectAcceptable(content);
    expect(content.text).toBe('<@U0ASKER> The series of 10 is over');
    expect(wordsOf(content)).toContain('Slowest: run 9 (job 19-9)');
    const json = JSON.stringify(content.blocks);
    for (const { line } of mixedSeries) expect(json).toContain(`"value":"${line.investigation}"`);
    expect(json).toContain('"action_id":"details:9"');
  });

  it('has no reply where no run came to its end', () => {
    expect(seriesReply(told({ why: 'person', by: 'U0LEAD' }, { ended: [] }))).toBeUndefined();
  });

  it('is inert and within Slack’s limits whatever its texts are', () => {
    const ended = seriesOf(Array.from({ length: 20 }, (_, i) => (i % 2 ? 'healthy' : 'failed'))).map((run) => ({
      ...run,
      line: { ...run.line, jobId: hostile, cause: hostile },
    }));
    const texts = { environment: hostile, requestedBy: hostile, request: hostile, lookup: hostile };
    const report = told({ why: 'person', by: hostile }, { ended, ...texts });
    for (const content of [seriesRoot(report), seriesReply(report), seriesProgress({ ...state, ...texts })]) {
      if (!content) throw new Error('a message is missing');
      expectAcceptable(content);
      expectInert(content);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { ReportedLogLine } from '#investigation/report/report.ts';
import { logLinesReply } from '#slack/blocks/logs-lines.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

function repeated(over: Partial<ReportedLogLine> = {}): ReportedLogLine {
  const line = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', at: '+2.3 s', level: 'error', text: 'no queue' } as const;
  return { ...line, count: 250, lastAt: '+29.8 s', every: '3.2 s', ...over };
}

function reply(...logLines: readonly ReportedLogLine[]) {
  const made = logLinesReply({ logLines });
  if (made === undefined) throw new Error('there are no lines to reply with');
  expectAcceptable(made.content);
  return made;
}

describe('a repeated line', () => {
  it('is shown once, with how often it came, until when and how regularly', () => {
    const { content, file } = reply(repeated());
    expect(wordsOf(content)).toContain('+2.3 s  grpc  error  no queue ×250, last +29.8 s, every ~3.2 s');
    expect(file).toBeUndefined();
  });

  it('loses its end rather than how often it came, and is whole in the file', () => {
    const { content, file } = reply(repeated({ text: 'y'.repeat(900) }));
    expect(wordsOf(content)).toMatch(/y… ×250, last \+29\.8 s, every ~3\.2 s$/);
    expect(file?.content).toContain(`${'y'.repeat(900)} ×250, last +29.8 s, every ~3.2 s\n`);
  });

  it('stays one line, whatever its times are made of', () => {
    const { content } = reply(repeated({ lastAt: '+1 s\n<!channel>', every: 'z'.repeat(9_000) }));
    expect(wordsOf(content)).toContain('last +1 s ⏎ <!channel>');
  });
});

it('is shown as before when a line came once', () => {
  const { count: _count, lastAt: _last, every: _every, ...once } = repeated();
  expect(wordsOf(reply(once).content)).toMatch(/no queue$/);
});

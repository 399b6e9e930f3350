import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { Report } from '#investigation/report/report.ts';
import { replyReport } from '#slack/blocks/reply.ts';
import type { Content } from '#slack/message/content.ts';
import { anyReport, anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { report } from '../../support/report.ts';

const right: Opinion = { says: 'right', by: 'U0ASKER', at: Date.UTC(2025, 10, 13, 15, 40) };
const EVIDENCE = 'evidence: Evidence (inv-7f3a)';
const wrong: Opinion = { ...right, says: 'wrong', instead: 'rabbitmq-alarm', note: 'its disk was *full*' };
const { cause: _, ...open } = report({ verdict: 'inconclusive', standing: 'open' });

function reply(of: Report, opinion?: Opinion): Content {
  return replyReport(of, opinion ? { opinion } : {}) ?? { text: 'no reply' };
}

/** The labels of the buttons about the verdict, with their values. */
function marksOn(of: Report, opinion?: Opinion) {
  const [marks, ...more] = reply(of, opinion).blocks?.filter(({ type }) => type === 'actions') ?? [];
  expect(more).toEqual([]);
  return marks?.type === 'actions'
    ? marks.elements.flatMap((it) => (it.type === 'button' ? [`${it.action_id}: ${it.text.text} (${it.value})`] : []))
    : [];
}

describe('what people say of a verdict', () => {
  it('is asked of a report that names a cause, and of one that names none only what it was', () => {
    expect(marksOn(report())).toEqual(['right: Right (inv-7f3a)', 'wrong: Wrong, it was … (inv-7f3a)', EVIDENCE]);
    expect(marksOn(open)).toEqual(['wrong: It was … (inv-7f3a)', EVIDENCE]);
  });

  it('is not asked of a healthy report', () => {
    expect(marksOn({ ...open, verdict: 'healthy', standing: 'works' })).toEqual([]);
  });

  it('is shown to everybody with who said it and when and may be said anew', () => {
    const content = reply(report(), right);
    expectAcceptable(content);
    expect(wordsOf(content)).toMatch(/\nMarked right by <@U0ASKER> · <!date\^\d+\^/);
    expect(marksOn(report(), right)).toEqual(marksOn(report()));
  });

  it('names what it was instead, with the note, and offers the recorded run', () => {
    const words = wordsOf(reply(report(), wrong));
    expect(words).toContain('Marked wrong by <@U0ASKER>: it was rabbitmq-alarm · ');
    expect(words).toContain('Note: \nits disk was *full*');
    expect(marksOn(report(), wrong).at(-1)).toBe('recorded-run: Recorded run (inv-7f3a)');
    const { instead: __, note: ___, ...bare } = wrong;
    expect(wordsOf(reply(report(), bare))).toContain('Marked wrong by <@U0ASKER>: it was something else');
  });

  it('wrongs nobody where no cause was named', () => {
    expect(wordsOf(reply(open, wrong))).toContain('<@U0ASKER> says: it was rabbitmq-alarm');
    expect(marksOn(open, wrong)).toEqual([
      'wrong: It was … (inv-7f3a)',
      EVIDENCE,
      'recorded-run: Recorded run (inv-7f3a)',
    ]);
  });

  it('is accepted by Slack and inert for any report and any opinion', () => {
    const any: fc.Arbitrary<Opinion> = fc.record(
      {
        says: fc.constantFrom('right' as const, 'wrong' as const),
        instead: anyText,
        note: anyText,
        by: fc.oneof(fc.constant('U0ASKER'), anyText),
        at: fc.double(),
      },
      { requiredKeys: ['says', 'by', 'at'] },
    );
    holdsForAny(fc.tuple(anyReport, any), ([of, opinion]) => expectAcceptable(reply(of, opinion)));
  });
});

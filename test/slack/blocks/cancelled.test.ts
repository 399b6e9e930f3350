import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CancelledInvestigation, cancelledMessage } from '#slack/blocks/cancelled.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const cancelled: CancelledInvestigation = {
  reference: 'k3f9q2m7xa',
  environment: 'staging',
  askers: ['U0ASKER'],
  by: 'U0LEAD',
  left: { kind: 'nothing' },
  isKept: false,
};
const until = Date.UTC(2025, 10, 13, 15, 34, 15);

describe('the message of a cancelled investigation', () => {
  it('says who cancelled it, and that it is no verdict', () => {
    const words = wordsOf(cancelledMessage(cancelled));
    expect(words).toContain('*Cancelled* by <@U0LEAD>, in staging. Nothing is left of it in the backend.');
    expect(words).toContain('This is no verdict about the environment. Reference k3f9q2m7xa, asked by <@U0ASKER>');
  });

  it.each([
    [
      { kind: 'job', jobId: '19-7', until },
      /Job 19-7 is left in the backend\..* 38–57 s after configure, by <!date\^1763048055\^/,
    ],
    [{ kind: 'perhaps', until }, /a job may be left in the backend\..* by <!date\^1763048055\^/],
    [{ kind: 'others', jobId: '19-7' }, /Nothing was started for it; job 19-7 is somebody else’s and goes on\./],
  ] as const)('says what is left in the backend, and until when: %j', (left, words) => {
    expect(wordsOf(cancelledMessage({ ...cancelled, left }))).toMatch(words);
  });

  it('shows the log entries where something was seen, and else no button', () => {
    expect(JSON.stringify(cancelledMessage({ ...cancelled, isKept: true }))).toContain('"action_id":"logs"');
    expect(JSON.stringify(cancelledMessage(cancelled))).not.toContain('action_id');
  });

  it('is accepted by Slack and inert for any texts', () => {
    const left = fc.oneof(
      fc.record({ kind: fc.constant('job' as const), jobId: anyText, until: fc.nat() }),
      fc.record({ kind: fc.constant('others' as const), jobId: anyText }),
    );
    const any = fc.record({
      ...{ reference: anyText, environment: anyText, askers: fc.array(anyText), by: anyText },
      ...{ left, isKept: fc.boolean() },
    });
    holdsForAny(any, (hostile) => expectAcceptable(cancelledMessage(hostile)));
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '#bundle/judge.ts';
import { readRecorded } from '#bundle/read-recorded.ts';
import { type Dispute, type DisputedRun, disputeWords, makeRecordedRun, readDispute } from '#bundle/recorded-run.ts';
import { explain } from '#investigation/investigate.ts';
import { holdsForAnyInTime } from '../support/any-report.ts';
import { canaries } from '../support/canaries.ts';
import { event, evidence, healthyRun, log, noConsumerRun, ZERO } from '../support/evidence.ts';
import { trueRuns } from '../support/true-run.ts';

const opinion = {
  says: 'wrong',
  instead: 'rabbitmq-alarm',
  note: 'its disk was full',
  by: 'U0LEAD',
  at: ZERO + 60_000,
} as const;

function disputed(seen = evidence(noConsumerRun), over: Partial<DisputedRun> = {}): DisputedRun {
  return { evidence: seen, report: explain(seen), opinion, version: '0.1.0', ...over };
}
const bytesOf = async (run: DisputedRun) => new TextEncoder().encode(await makeRecordedRun(run));

describe('a disputed run', () => {
  it('is read as any recorded investigation is, with what was said and what is disputed', async () => {
    const run = disputed();
    expect(readRecorded(await bytesOf(run))).toEqual({
      evidence: JSON.parse(JSON.stringify(run.evidence)),
      judged: { verdict: 'broken', cause: 'consumer-never-created' },
      disputed: {
        verdict: 'broken',
        cause: 'consumer-never-created',
        instead: 'rabbitmq-alarm',
        note: 'its disk was full',
        by: 'U0LEAD',
        at: '2025-11-13T15:35:15.000Z',
      },
    });
  });

  it('is judged again as it was, for any run', async () => {
    await holdsForAnyInTime(trueRuns, async ({ evidence: any }) => {
      const { evidence: read } = readRecorded(await bytesOf(disputed(any)));
      expect(judge(read)).toEqual(JSON.parse(JSON.stringify(judge(any))));
    });
  });

  it('has what the second look found', async () => {
    const secondLook = { at: ZERO + 600_000, restarted: true } as const;
    expect(JSON.parse(await makeRecordedRun(disputed(undefined, { secondLook }))).secondLook).toEqual(secondLook);
    expect(JSON.parse(await makeRecordedRun(disputed()))).not.toHaveProperty('secondLook');
  });

  it('names no cause where none was named, and none where nobody knows one', async () => {
    const { instead: _, note: __, ...bare } = opinion;
    const { disputed: read } = readRecorded(await bytesOf(disputed(evidence(healthyRun), { opinion: bare })));
    expect(read).toEqual({ verdict: 'healthy', by: 'U0LEAD', at: '2025-11-13T15:35:15.000Z' });
  });

  it('has nothing unmasked in it: no secret of a log, an event, the note or the report', async () => {
    const texts = canaries.flatMap(({ text }) => text.split('\n'));
    const seen = evidence([
      ...noConsumerRun,
      ...texts.map((text, i) => log(900 + i / 1_000, 'grpc', 'error', text)),
      ...canaries.map(({ text }) => event(400, 'FailedScheduling', text)),
    ]);
    const report = { ...explain(evidence(noConsumerRun)), undecided: canaries.map(({ text }) => text) };
    const noted = ({ text, secrets }: (typeof canaries)[number]) =>
      makeRecordedRun(disputed(evidence(noConsumerRun), { opinion: { ...opinion, note: text } })).then((document) => ({
        document,
        secrets,
      }));
    const notes = await Promise.all(canaries.map(noted));
    const whole = await makeRecordedRun(disputed(seen, { report }));
    const leaks = (document: string, secrets: readonly string[]) =>
      secrets.flatMap((secret) => secret.split('\n')).filter((part) => part !== '' && document.includes(part));
    expect(canaries.flatMap(({ name, secrets }) => (leaks(whole, secrets).length > 0 ? [name] : []))).toEqual([]);
    expect(notes.flatMap(({ document, secrets }) => leaks(document, secrets))).toEqual([]);
    expect(whole).toContain('‹hidden ');
  });
});

describe('what is disputed, in words', () => {
  let read: Dispute | undefined;

  beforeAll(async () => {
    ({ disputed: read } = readRecorded(await bytesOf(disputed())));
  });

  it('names who, when, what was said and what they say, on one line', () => {
    expect(read && disputeWords(read)).toBe(
      'Disputed by U0LEAD on 2025-11-13: the report said broken (consumer-never-created), they say that it was rabbitmq-alarm: its disk was full',
    );
    const { instead: _, note: __, ...bare } = read ?? { verdict: 'broken', by: '', at: '' };
    expect(disputeWords(bare)).toMatch(/they say that it was something else$/);
    expect(disputeWords({ ...bare, note: `a\u001b[31m\nb${'x'.repeat(900)}` })).toMatch(/^[^\n\u001b]{1,700}$/);
  });

  it('is nothing where the file says nothing that can be read', () => {
    for (const value of [undefined, null, 'yes', {}, { ...read, verdict: 'splendid' }, { ...read, note: 7 }])
      expect(readDispute(value)).toBeUndefined();
  });
});

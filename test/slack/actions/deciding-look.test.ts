import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJobId } from '#investigation/job-id.ts';
import type { DecidingLook } from '#investigation/report/report.ts';
import { decidingLookAction } from '#slack/actions/deciding-look.ts';
import { writeDecidingLook } from '#slack/actions/values.ts';
import { anyText } from '../../support/any-report.ts';
import { asker } from '../../support/ask-slack.ts';
import { lookUps } from '../../support/look-ups.ts';
import { expectAcceptable } from '../../support/message.ts';

async function click(value: string, workers = 1) {
  const { asked, lookUp } = lookUps(workers);
  const person = asker();
  await decidingLookAction({ environments: ['staging'], lookUp }).run(person.clicks(value));
  for (const answer of person.answers) expectAcceptable(answer);
  return { asked, texts: person.answers.map(({ text }) => text) };
}

const look = (of: Omit<DecidingLook, 'why'>) => writeDecidingLook('staging', { ...of, why: '' }) ?? '';

describe('the button of the look that would decide', () => {
  it.each<[Omit<DecidingLook, 'why'>, object]>([
    [{ look: 'status' }, { kind: 'status' }],
    [{ look: 'jobs' }, { kind: 'jobs' }],
    [
      { look: 'job', jobId: '19-7' },
      { kind: 'job', jobId: '19-7' },
    ],
    [
      { look: 'logs', jobId: '19-7' },
      { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false } },
    ],
  ])('asks %o in the thread of the report', async (of, lookup) => {
    expect(await click(look(of))).toEqual({
      asked: [
        {
          lookup,
          environment: 'staging',
          requestedBy: 'U0ASKER',
          channel: 'C0OPS',
          triggerId: 'trigger-1',
          thread: '1763048055.000100',
        },
      ],
      texts: [],
    });
  });

  it('answers like the command when no worker is up', async () => {
    expect((await click(look({ look: 'jobs' }), 0)).texts[0]).toMatch(/no worker is up/);
  });

  it.each([
    ['nonsense', 'the look in the button cannot be read'],
    [JSON.stringify({ environment: 'staging', look: 'bundle' }), 'the look in the button cannot be read'],
    [JSON.stringify({ environment: 'staging', look: 'logs' }), 'the look in the button cannot be read'],
    [
      JSON.stringify({ environment: 'staging', look: 'job', jobId: '19-7,app=x' }),
      'the look in the button cannot be read',
    ],
    [JSON.stringify({ environment: '<!here>', look: 'jobs' }), 'there is no environment &lt;!here&gt; any more'],
  ])('looks nothing up for %s', async (value, reason) => {
    const { asked, texts } = await click(value);
    expect(asked).toEqual([]);
    expect(texts).toEqual([`Nothing was looked up: ${reason}. Type \`/focus help\` for all that can be asked.`]);
  });

  it('lets only known places and checked ids through, whatever comes back', async () => {
    const almost = fc.record({
      environment: fc.constantFrom('staging', '<!channel>', ''),
      look: fc.constantFrom('status', 'jobs', 'job', 'logs', 'bundle', '__proto__'),
      jobId: fc.oneof(fc.constantFrom('19-7', '19_7', '19-7\n', '0-0'), anyText),
    });
    const hostile = fc.oneof(
      anyText,
      fc.json(),
      almost.map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const { asked, texts } = await click(value);
        expect(asked.length + texts.length).toBe(1);
        for (const { lookup, environment } of asked) {
          expect(environment).toBe('staging');
          expect(['status', 'jobs', 'job', 'logs']).toContain(lookup.kind);
          if (lookup.kind === 'job') expect(isJobId(lookup.jobId)).toBe(true);
          if (lookup.kind === 'logs') expect(isJobId(lookup.request.jobId)).toBe(true);
        }
      }),
    );
  });

  it('is not there where Slack would refuse its value, or a look at a job has no job', () => {
    expect(writeDecidingLook('x'.repeat(2_000), { look: 'jobs', why: '' })).toBeUndefined();
    expect(writeDecidingLook('staging', { look: 'logs', why: '' })).toBeUndefined();
  });
});

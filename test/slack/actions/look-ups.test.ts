import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJobId } from '#investigation/job-id.ts';
import { cancelAction, stopFollowAction } from '#slack/actions/cancel.ts';
import { evidenceAction } from '#slack/actions/evidence.ts';
import { jobLogsAction } from '#slack/actions/job-logs.ts';
import { readJobLogs, writeJobLogs } from '#slack/actions/values.ts';
import type { Cancel, CancelOutcome } from '#slack/commands/cancel.ts';
import type { Action } from '#slack/commands/command.ts';
import { anyText } from '../../support/any-report.ts';
import { asker } from '../../support/ask-slack.ts';
import { lookUps } from '../../support/look-ups.ts';
import { expectAcceptable } from '../../support/message.ts';
import { report } from '../../support/report.ts';

async function click(action: Action, value: string): Promise<string[]> {
  const person = asker();
  await action.run(person.clicks(value));
  for (const answer of person.answers) expectAcceptable(answer);
  return person.answers.map(({ text }) => text);
}

const clicker = { requestedBy: 'U0ASKER', channel: 'C0OPS', triggerId: 'trigger-1' };

describe('the buttons Cancel and Stop', () => {
  function ending(outcome: CancelOutcome) {
    const wanted: unknown[][] = [];
    const cancel: Cancel = async (...what) => {
      wanted.push(what);
      return outcome;
    };
    return { wanted, cancel };
  }

  it('end an investigation in the name of whoever clicks', async () => {
    const { wanted, cancel } = ending({ kind: 'cancelled', what: 'investigation', environment: 'staging' });
    expect(await click(cancelAction({ cancel }), 'k3f9q2m7xa')).toEqual([
      'The investigation in staging ends now. Its message will say so, and what is left in the backend.',
    ]);
    expect(wanted).toEqual([['k3f9q2m7xa', 'U0ASKER']]);
  });

  it('stop the following of logs', async () => {
    const { cancel } = ending({ kind: 'cancelled', what: 'follow', environment: 'staging' });
    expect(await click(stopFollowAction({ cancel }), 'k3f9q2m7xa')).toEqual([
      'The following in staging ends now. Its message will say that you stopped it, and the whole follows in its thread.',
    ]);
  });

  it('say so when it is over', async () => {
    const { cancel } = ending({ kind: 'over' });
    expect(await click(cancelAction({ cancel }), 'k3f9q2m7xa')).toEqual([
      'Nothing of that name waits or runs, so there is nothing to cancel. It may have ended just now.',
    ]);
  });

  it('end nothing by what is no id', async () => {
    const { wanted, cancel } = ending({ kind: 'over' });
    for (const value of ['', 'abc', 'focus:*', 'K3F9Q2M7XA', 'a b c d', 'x'.repeat(41), 'abcd\n'])
      expect(await click(stopFollowAction({ cancel }), value)).toHaveLength(1);
    expect(wanted).toEqual([]);
  });
});

describe('the button Logs of a job', () => {
  async function clickLogs(value: string, workers = 1) {
    const { asked, lookUp } = lookUps(workers);
    const texts = await click(jobLogsAction({ environments: ['staging'], lookUp }), value);
    return { asked, texts };
  }
  const job = { environment: 'staging', jobId: '19-7' };

  it('asks for all logs of the job, where the message is', async () => {
    expect(await clickLogs(writeJobLogs(job) ?? '')).toEqual({
      asked: [
        {
          lookup: { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false } },
          environment: 'staging',
          ...clicker,
        },
      ],
      texts: [],
    });
  });

  it('answers like the command when no worker is up', async () => {
    expect((await clickLogs(writeJobLogs(job) ?? '', 0)).texts[0]).toMatch(/no worker is up/);
  });

  it.each([
    ['nonsense', 'the job in the button cannot be read'],
    [JSON.stringify({ ...job, jobId: '19-7,app=x' }), 'the job in the button cannot be read'],
    [JSON.stringify({ ...job, environment: '' }), 'the job in the button cannot be read'],
    [JSON.stringify({ ...job, environment: '<!here>' }), 'there is no environment &lt;!here&gt; any more'],
  ])('looks nothing up for %s', async (value, reason) => {
    const { asked, texts } = await clickLogs(value);
    expect(asked).toEqual([]);
    expect(texts).toEqual([`Nothing was looked up: ${reason}. Type \`/focus logs\` with the id of the job.`]);
  });

  it('lets only known places and checked ids through, whatever comes back', async () => {
    const almost = fc.record({
      environment: fc.constantFrom('staging', '<!channel>', ''),
      jobId: fc.oneof(fc.constantFrom('19-7', '19_7', '19-7\n', '0-0'), anyText),
    });
    const hostile = fc.oneof(
      anyText,
      fc.json(),
      almost.map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const { asked, texts } = await clickLogs(value);
        expect(asked.length + texts.length).toBe(1);
        for (const { lookup, environment } of asked)
          expect([lookup.kind === 'logs' && isJobId(lookup.request.jobId), environment]).toEqual([true, 'staging']);
      }),
    );
  });

  it('carries a value that survives the way to Slack and back, or none that is too long', () => {
    expect(readJobLogs(writeJobLogs(job) ?? '')).toEqual(job);
    expect(writeJobLogs({ ...job, environment: 'x'.repeat(2_000) })).toBeUndefined();
  });
});

describe('the button Evidence', () => {
  async function clickEvidence(value: string, workers: number | undefined = 1) {
    const { asked, lookUp } = lookUps(workers);
    const reportOf = async (id: string) => [report()].find(({ investigation }) => investigation === id);
    return { asked, texts: await click(evidenceAction({ reportOf, lookUp }), value) };
  }

  it('asks for the bundle in the thread of the message and says that it comes', async () => {
    expect(await clickEvidence('inv-7f3a')).toEqual({
      asked: [
        {
          lookup: { kind: 'bundle', investigation: 'inv-7f3a' },
          environment: 'staging',
          ...clicker,
          thread: '1763048055.000100',
        },
      ],
      texts: ['The evidence is being packed. It comes as one file in the thread of this message.'],
    });
  });

  it('promises nothing while no worker is up', async () => {
    expect((await clickEvidence('inv-7f3a', 0)).texts).toEqual([
      'Your request for staging is kept, but no worker is up. It starts as soon as one is.',
    ]);
  });

  it('says at once that it is no longer kept', async () => {
    expect(await clickEvidence('<!channel>')).toEqual({
      asked: [],
      texts: ['The evidence of investigation &lt;!channel&gt; is no longer kept. *Run again* collects new one.'],
    });
  });

  it('packs nothing where there is no message whose thread could take it', async () => {
    const { asked, lookUp } = lookUps(1);
    const person = asker();
    await evidenceAction({ reportOf: async () => report(), lookUp }).run(person.clicksAtHome('inv-7f3a'));
    expect(asked).toEqual([]);
    expect(person.answers).toMatchObject([
      { text: expect.stringMatching(/^Nothing was packed: .+ Press \*Evidence\*/) },
    ]);
  });
});

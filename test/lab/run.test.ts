import { describe, expect, it } from 'vitest';
import { runSteps } from '#lab/run.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { formText } from '#lab/thread-text.ts';

const run = (...steps: readonly string[]) => runSteps(steps, { scenario: healthy, speed: 10, seed: 1 });

describe('a run in the lab', () => {
  it('ends a step with the form that opens before the asker, and shows it', async () => {
    const { answered, forms, messages } = await run('timing form');
    expect(answered).toBe(true);
    expect(messages).toEqual([]);
    expect(forms).toMatchObject([{ user: 'U0ONCALL', title: { text: 'Timing' } }]);
    expect(forms.map(formText).join()).toMatch(/^\[form Timing\]\n {4}Environment: lab\n[\s\S]* {4}NFFT: 1024\n/);
  });

  it('has the report of its last investigation, though a look-up came after', async () => {
    const { answered, report, evidence, messages } = await run('jobs', 'timing', 'history');
    expect(answered).toBe(true);
    expect(messages.filter(({ thread_ts: thread }) => thread === undefined)).toHaveLength(3);
    expect(report?.verdict).toBe('healthy');
    expect(evidence?.subject.job?.id).toBe('1-41');
  });

  it('has no report where only look-ups were asked for', async () => {
    const { answered, report, evidence } = await run('jobs');
    expect([answered, report, evidence]).toEqual([true, undefined, undefined]);
  });

  it('ends a press of the logs button with the lines that only the asker sees', async () => {
    const { ephemerals } = await run('timing', 'click logs');
    expect(ephemerals).toHaveLength(1);
  });

  it('was not answered where the command was refused', async () => {
    const { answered, ephemerals } = await run('timing nfft=7');
    expect(answered).toBe(false);
    expect(ephemerals).toEqual([{ text: expect.stringContaining('nfft'), blocks: [] }]);
  });
});

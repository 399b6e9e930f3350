import { describe, expect, it } from 'vitest';
import { runSteps } from '#lab/run.ts';
import { consumerNeverCreated } from '#lab/scenarios/consumer-never-created.ts';
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
    const { ephemerals } = await runSteps(['timing', 'click logs'], {
      scenario: consumerNeverCreated,
      speed: 10,
      seed: 1,
    });
    expect(ephemerals).toHaveLength(1);
  });

  it('has somebody else do what stands behind "as", and says who there is', async () => {
    const { messages, ephemerals } = await run('as lead /focus jobs', 'as lead dm tming', 'as guest jobs');
    expect(JSON.stringify(messages[0]?.blocks)).toContain('U0LEAD');
    expect(messages.some(({ text }) => text.includes('no command'))).toBe(true);
    expect(ephemerals.map(({ text }) => text).join()).toContain('You may not look in lab');
    await expect(run('as nobody jobs')).rejects.toThrow('there is no nobody; there are oncall, lead, guest');
    await expect(run('as lead')).rejects.toThrow('as lead does what?');
  });

  it('has what people ask in messages answered there, each step with its own answer', async () => {
    const steps = [
      'configure',
      '@focus {job}',
      'thread @focus job 7-7',
      'dm jobs',
      'dm tming',
      'say 1-41 hangs',
      'look-into hangs',
    ];
    const { answered, messages, ephemerals } = await run(...steps);
    expect(answered).toBe(true);
    expect(ephemerals).toEqual([{ text: expect.stringContaining('Nobody has seen a job 7-7'), blocks: [] }]);
    const below = (said: string) => {
      const { ts } = messages.find(({ text }) => text === said) ?? {};
      return messages.filter(({ thread_ts: thread }) => thread !== undefined && thread === ts).map(({ text }) => text);
    };
    expect(below('<@U0FOCUS> 1-41')[0]).toMatch(/^:large_green_circle: lab: /);
    expect(below('jobs')).toEqual([expect.stringContaining('1 job lives in lab')]);
    expect(below('tming')).toEqual([expect.stringContaining('no command')]);
    expect(below('1-41 hangs')[0]).toMatch(/^:large_green_circle: lab: /);
  });

  it('was not answered where the command was refused', async () => {
    const { answered, ephemerals } = await run('timing nfft=7');
    expect(answered).toBe(false);
    expect(ephemerals).toEqual([{ text: expect.stringContaining('nfft'), blocks: [] }]);
  });

  it('switches on and off between steps, and waits for what was asked meanwhile once somebody can answer', async () => {
    // Slower: on a busy machine the start of another worker is no time of the job.
    const steps = ['on worker-killed', 'timing', 'off worker-killed'];
    const { answered, report, messages } = await runSteps(steps, { scenario: healthy, speed: 2, seed: 1 });
    expect(answered).toBe(true);
    expect(report?.verdict).toBe('healthy');
    expect(messages).toHaveLength(1);
  });

  it('is not answered where what silences the bot stays on', async () => {
    const { answered, messages } = await run('on worker-starved', 'jobs', 'wait 2s');
    expect([answered, messages]).toEqual([false, []]);
  });

  it('breaks the stack by a switch, and names the one that was meant', async () => {
    const { report } = await run('on rabbitmq-stopped', 'timing');
    expect(report?.cause?.id).toBe('rabbitmq-down');
    await expect(run('on rabbitmq-stoped')).rejects.toThrow('did you mean rabbitmq-stopped?');
  });

  it('opens the App Home and presses a button in it', async () => {
    const { answered, messages, forms } = await run('home', 'click jobs');
    expect([answered, forms]).toEqual([true, []]);
    expect(messages.map(({ text }) => text).join()).toContain('No job lives in lab');
    await expect(run('home', 'click jbos')).rejects.toThrow('no form, message or App Home has a button jbos');
  });
});

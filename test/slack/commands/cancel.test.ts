import { describe, expect, it } from 'vitest';
import { type CancelOutcome, cancelCommand } from '#slack/commands/cancel.ts';
import { asker } from '../../support/ask-slack.ts';
import { expectAcceptable } from '../../support/message.ts';

async function type(text: string, outcome: CancelOutcome) {
  const wanted: unknown[][] = [];
  const person = asker();
  const command = cancelCommand({
    environments: ['staging', 'production'],
    cancel: async (...what) => {
      wanted.push(what);
      return outcome;
    },
  });
  await command.run(person.types(text));
  for (const answer of person.answers) expectAcceptable(answer);
  return { wanted, texts: person.answers.map(({ text: said }) => said) };
}

describe('/focus cancel', () => {
  it('ends the own newest where nothing is named', async () => {
    const { wanted, texts } = await type('', { kind: 'none' });
    expect(wanted).toEqual([[undefined, 'U0ASKER']]);
    expect(texts).toEqual([expect.stringContaining('Nothing that you asked for waits or runs.')]);
  });

  it('ends what is named, however it was pasted', async () => {
    const { wanted, texts } = await type(' `K3F9Q2M7XA` ', {
      kind: 'cancelled',
      what: 'look-up',
      environment: '<!channel>',
    });
    expect(wanted).toEqual([['k3f9q2m7xa', 'U0ASKER']]);
    expect(texts).toEqual(['The look-up in &lt;!channel&gt; ends now.']);
  });

  it('asks where, with a line to copy for each, where the id is alive in several environments', async () => {
    const { texts } = await type('19-7', { kind: 'several', id: '19-7', environments: ['staging', 'production'] });
    expect(texts).toEqual([
      'Nothing was cancelled: 19-7 waits or runs in 2 environments. Say where:\n`/focus cancel staging 19-7`\n`/focus cancel production 19-7`',
    ]);
  });

  it.each(['production 19-7', '19-7  Production'])('ends what is named where it is named: %s', async (text) => {
    const { wanted } = await type(text, { kind: 'over' });
    expect(wanted).toEqual([['19-7', 'U0ASKER', 'production']]);
  });

  it('cancels nothing where more is named than one thing', async () => {
    const { wanted, texts } = await type('19-7 20-3', { kind: 'over' });
    expect(wanted).toEqual([]);
    expect(texts).toEqual([expect.stringContaining('Nothing was cancelled: name one reference or job')]);
  });

  it('says that there is a report already', async () => {
    const { texts } = await type('k3f9q2m7xa', { kind: 'answered', environment: 'staging' });
    expect(texts).toEqual(['The investigation in staging has its report already, so there is nothing left to cancel.']);
  });

  it('says for whom it goes on, and how it is ended for all', async () => {
    const { texts } = await type('k3f9q2m7xa', {
      kind: 'left',
      environment: 'staging',
      others: ['U0ASKER', '<!here>'],
    });
    expect(texts).toEqual([
      expect.stringContaining('in staging goes on for <@U0ASKER>, &lt;!here&gt;, and is yours no more.'),
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { type CancelOutcome, cancelCommand } from '#slack/commands/cancel.ts';
import { asker } from '../../support/ask-slack.ts';
import { expectAcceptable } from '../../support/message.ts';

async function type(text: string, outcome: CancelOutcome) {
  const wanted: unknown[][] = [];
  const person = asker();
  const command = cancelCommand({
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

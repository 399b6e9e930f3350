import { describe, expect, it } from 'vitest';
import { createCommands } from '#slack/commands/index.ts';
import { routeCommand } from '#slack/commands/route.ts';
import { asker } from '../../support/ask-slack.ts';
import { lookUps } from '../../support/look-ups.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { type SlackTools, slackTools } from '../../support/slack-tools.ts';

/** Types a whole line, as in Slack after `/focus`. */
async function type(text: string, over: Partial<SlackTools> = {}, workers: number | undefined = 1) {
  const { asked, lookUp } = lookUps(workers);
  const person = asker();
  const route = routeCommand(text, createCommands(slackTools({ lookUp, ...over })));
  if ('unknown' in route) throw new Error(`no command for ${text}`);
  await route.command.run(person.types(route.rest));
  for (const answer of person.answers) expectAcceptable(answer);
  return { asked, answers: person.answers, texts: person.answers.map((content) => content.text) };
}

const asked = { requestedBy: 'U0ASKER', channel: 'C0OPS', triggerId: 'trigger-1' };
const DAY = 24 * 3_600_000;
const KINDS = ['status', 'checks', 'history', 'trend'];

describe('an overview', () => {
  it.each([
    ['status', { lookup: { kind: 'status' }, environment: 'staging' }],
    ['status Production', { lookup: { kind: 'status' }, environment: 'production' }],
    ['checks', { lookup: { kind: 'checks' }, environment: 'staging' }],
    ['history', { lookup: { kind: 'history', query: {}, count: 15 }, environment: 'staging' }],
    [
      'history production verdict=broken cause=backend-down count=3',
      {
        lookup: {
          kind: 'history',
          query: { environment: 'production', verdict: 'broken', cause: 'backend-down' },
          count: 3,
        },
        environment: 'production',
      },
    ],
    ['trend', { lookup: { kind: 'trend', spanMs: 14 * DAY }, environment: 'staging' }],
    [
      'trend timing-live 30d',
      { lookup: { kind: 'trend', check: 'timing-live', spanMs: 30 * DAY }, environment: 'staging' },
    ],
  ])('goes on the queue and leaves the talking to the worker: %s', async (line, lookup) => {
    expect(await type(line)).toMatchObject({ asked: [{ ...lookup, ...asked }], texts: [] });
  });

  it.each([
    ['status moon', 'status', 'there is no environment moon (there is staging, production)'],
    ['status 19-7', 'status', '19-7 is one word too many; did you mean job 19-7?'],
    ['history broken', 'history', /^broken is no environment, check or job id; did you mean verdict=broken\?/],
    ['trend moon', 'trend', /^there is no environment or check moon/],
  ])('looks nothing up and says what is wrong, only to the asker: %s', async (line, name, message) => {
    const { asked, texts } = await type(line);
    expect(asked).toEqual([]);
    const [head, mistake = '', foot] = texts[0]?.split('\n') ?? [];
    expect([head, foot]).toEqual(['Nothing was looked up:', `See \`/focus help ${name}\`.`]);
    expect(mistake.replace('• ', '')).toMatch(message);
  });

  it('says that there are no checks, and where they are written', async () => {
    const { asked, texts } = await type('checks', { checks: [] });
    expect(asked).toEqual([]);
    expect(texts).toEqual([
      expect.stringMatching(/^There are no scheduled checks\. They are written in focus\.yml, under `checks:`/),
    ]);
  });

  it('tells the asker when no worker is up or the queue went silent', async () => {
    for (const kind of KINDS) {
      expect((await type(kind, {}, 0)).texts).toEqual([expect.stringContaining('no worker is up')]);
      const { lookUp } = lookUps(undefined);
      expect((await type(kind, { lookUp })).texts).toEqual([expect.stringContaining('the queue does not answer now')]);
    }
  });

  it('lets the failure of the queue fly', async () => {
    const lookUp = () => Promise.reject(new Error('queue is down'));
    for (const kind of KINDS) await expect(type(kind, { lookUp })).rejects.toThrow('queue is down');
  });

  it('repeats nothing of a mistake that Slack would act on, and stays short', async () => {
    for (const kind of ['status', 'history', 'trend']) {
      expect((await type(`${kind} <!channel> <@U0VICTIM>=1 \`x\`=*y*`)).texts[0]).toContain('&lt;!channel&gt;');
      const { texts } = await type(`${kind} ${'wrong=1 '.repeat(60)}`);
      expect(texts[0]?.length).toBeLessThan(3_000);
    }
  });
});

describe('the help of an overview', () => {
  it.each(KINDS)('of %s has its usage, what it does, and whole lines that work', async (kind) => {
    const command = createCommands(slackTools()).find(({ name }) => name === kind);
    expect(command?.usage).toMatch(new RegExp(`^/focus ${kind}( \\[|$)`));
    expect(command?.examples).not.toEqual([]);
    const [answer] = (await type(`help ${kind}`)).answers;
    const words = answer === undefined ? '' : wordsOf(answer);
    expect(words).toContain(`\`${command?.usage}\`\n${command?.summary}`);
    for (const example of command?.examples ?? []) {
      expect(words).toContain(`• \`${example}\``);
      expect(await type(example.replace('/focus ', ''))).toMatchObject({ asked: [expect.anything()], texts: [] });
    }
  });

  it('names the environments, the checks and every filter of history', async () => {
    const [answer] = (await type('help history')).answers;
    const words = answer === undefined ? '' : wordsOf(answer);
    for (const part of [
      'staging, production',
      '`check`: timing-live',
      '`verdict`: ',
      '`cause`: ',
      '`count`: how many, 1 to 40',
    ])
      expect(words).toContain(part);
    const [without] = (await type('help history', { checks: [] })).answers;
    expect(without === undefined ? '' : wordsOf(without)).not.toContain('`check`');
  });

  it('names the checks that have a trend, and none where there are none', async () => {
    const helpWith = async (over: Partial<SlackTools>) => {
      const [answer] = (await type('help trend', over)).answers;
      return answer === undefined ? '' : wordsOf(answer);
    };
    expect(await helpWith({})).toContain('`check`: only the runs of this check, in its environment (`timing-live`)');
    expect(await helpWith({ checks: [] })).not.toContain('`check`');
  });
});

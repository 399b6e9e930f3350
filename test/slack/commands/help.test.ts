import { describe, expect, it } from 'vitest';
import { timingArguments } from '#asking/timing.ts';
import { commandWords } from '#asking/words.ts';
import { unknownCommand } from '#slack/commands/help.ts';
import { createCommands } from '#slack/commands/index.ts';
import { routeCommand } from '#slack/commands/route.ts';
import { asker } from '../../support/ask-slack.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { slackTools } from '../../support/slack-tools.ts';

const commands = createCommands(slackTools());

async function answerOf(text: string) {
  const person = asker();
  const route = routeCommand(text, commands);
  if ('unknown' in route) throw new Error(`no command for ${text}`);
  await route.command.run(person.types(route.rest));
  const [answer] = person.answers;
  if (answer === undefined || person.answers.length > 1) throw new Error('not exactly one answer');
  return answer;
}

/** Without markup of ours: code, bold and lists are meant. */
function withoutCode(text: string): string {
  return text.replaceAll(/`[^`]*`/g, '');
}

it('every command is a word that no environment may be called', () => {
  expect(commandWords).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
});

describe('/focus help', () => {
  it.each(['', 'help'])('lists every command for %j', async (text) => {
    const answer = await answerOf(text);
    const words = wordsOf(answer);
    for (const { usage, summary } of commands) expect(words).toContain(`\`${usage}\`\n${summary}`);
    expect(answer.text).toBe(
      'You can type /focus timing, /focus logs, /focus job, /focus jobs, /focus status, /focus checks, /focus history, /focus trend, /focus diff, /focus doctor, /focus cancel, /focus audit, /focus version, /focus help.',
    );
    expectAcceptable(answer);
  });

  it('begins with five examples that can be copied', async () => {
    const [first] = (await answerOf('help')).blocks ?? [];
    expect(wordsOf({ text: '', blocks: first ? [first] : [] }).split('\n')).toEqual([
      '/focus timing',
      '/focus logs 19-7',
      '/focus 19-7',
      '/focus jobs',
      '/focus status',
    ]);
  });

  it('explains every argument of one command', async () => {
    const answer = await answerOf('help timing');
    const words = wordsOf(answer);
    for (const { name, allowed } of timingArguments) expect(words).toContain(`\`${name}\`: ${allowed}`);
    expect(words).toContain('`environment`: staging, production');
    expectAcceptable(answer);
  });

  it('gives examples that work as they are', async () => {
    // What it shows is for who asks alone: it answers at once.
    const silent = commands.filter(({ name }) => name !== 'audit');
    const examples = silent.flatMap((command) => command.examples ?? []);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const route = routeCommand(example.replace('/focus ', ''), commands);
      expect(route).toHaveProperty('command');
      const person = asker();
      if ('command' in route) await route.command.run(person.types(route.rest));
      expect(person.answers).toEqual([]);
    }
  });

  it('names the nearest command for one that does not exist', async () => {
    expect((await answerOf('help tming')).text).toBe(
      'There is no command `/focus tming`. Did you mean `/focus timing`? `/focus help` shows all.',
    );
  });
});

describe('the answer to an unknown command', () => {
  it('is inert', () => {
    const { text } = unknownCommand('`<!channel>`');
    expect(text).toBe('There is no command `/focus ˋ&lt;!channel&gt;ˋ`. `/focus help` shows all.');
    expect(withoutCode(text)).not.toMatch(/[<>]/);
  });
});

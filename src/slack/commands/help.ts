import type { KnownBlock, SectionBlock } from '@slack/types';
import { inert } from '../blocks/escape.ts';
import { preformatted, rich } from '../blocks/rich.ts';
import type { Content } from '../message/content.ts';
import type { Command } from './command.ts';
import { routeCommand } from './route.ts';

const USAGE = '/focus help [command]';

/** What can be typed, made from the list: of all commands, or everything about one. */
export function helpCommand(commands: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    usage: USAGE,
    summary: 'Shows what you can type, or everything about one command.',
    async run({ text, respond }) {
      const all = [...commands, help];
      const route = routeCommand(text, all);
      if ('unknown' in route) return respond(unknownCommand(route.unknown, route.nearest));
      return respond(text.trim() === '' ? overview(all) : about(route.command));
    },
  };
  return help;
}

/** Said only to who typed a command that does not exist. */
export function unknownCommand(typed: string, nearest?: string): Content {
  const hint = nearest === undefined ? '' : ` Did you mean \`/focus ${nearest}\`?`;
  return { text: `There is no command \`/focus ${inert(typed, 60)}\`.${hint} \`/focus help\` shows all.` };
}

function overview(commands: readonly Command[]): Content {
  const lines = commands.map(({ usage, summary }) => `\`${usage}\`\n${summary}`);
  const examples = commands.flatMap(({ examples: [first] = [] }) => first ?? []);
  return {
    text: `You can type ${commands.map(({ name }) => `/focus ${name}`).join(', ')}.`,
    blocks: [
      copied(examples.slice(0, MOST_EXAMPLES)),
      section(
        '*Focus bot* finds out why a job has no consumer: it starts one job, watches it from all sides, and says what went wrong.',
      ),
      ...lines.map(section),
      section(ELSEWHERE),
    ],
  };
}

const MOST_EXAMPLES = 5;

const ELSEWHERE =
  'The same words work after a mention of the bot, in any channel or thread, and in a direct message to it: there without `/focus`. *Look into this job*, among the shortcuts of a message, finds the job in its text. The answer comes in that thread.';

function about({ usage, summary, details = [], examples = [] }: Command): Content {
  return {
    text: `${usage}: ${summary}`,
    blocks: [
      section(`\`${usage}\`\n${summary}`),
      ...list('*Arguments*', details),
      ...list('*Examples*', examples.map(code)),
    ],
  };
}

function list(heading: string, lines: readonly string[]): KnownBlock[] {
  return lines.length === 0 ? [] : [section([heading, ...lines.map((line) => `• ${line}`)].join('\n'))];
}

/** Each on a line of its own, without anything around it. */
function copied(lines: readonly string[]): KnownBlock {
  return rich(preformatted(lines.join('\n')));
}

function code(line: string): string {
  return `\`${line}\``;
}

/** Our own words only, so nothing is cut or escaped. */
function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true }, expand: true };
}

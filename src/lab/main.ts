import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { processOutput, runCommandLine, type Terminal } from '#lib/command-line.ts';
import { parseDuration } from '#lib/duration.ts';
import { describeError } from '#lib/errors.ts';
import { runProgram } from '#lib/program.ts';
import { botVersion } from '#lib/version.ts';
import { LAB_TOKEN, labApi } from './lab-api.ts';
import { PEOPLE_HELP } from './people.ts';
import { converse } from './prompt.ts';
import { type Run, runSteps } from './run.ts';
import type { Scenario } from './scenario.ts';
import { scenarioCalled, scenarioLines } from './scenario-list.ts';
import { healthy } from './scenarios/healthy.ts';
import type { Address } from './services/listener.ts';
import { formText, messageText, threadText } from './thread-text.ts';

const ALL_STEPS: readonly (readonly [typed: string, does: string])[] = [
  ['timing staging, logs {job}, …', "what is typed after /focus; {job} is the last job's id"],
  ['configure', 'somebody else starts a job'],
  ['gone', 'waits until the last job is deleted'],
  ['wait <time>', 'such as wait 3s'],
  ...PEOPLE_HELP,
  ['become <scenario>', 'what breaks from now on'],
  ['until <words>', 'waits until somebody says them'],
];

const STEPS = `
Steps, one after the other, each in quotes:
${ALL_STEPS.map(([typed, does]) => `  ${typed.padEnd(30)}  ${does}`).join('\n')}

Exit code: 0 the last answer arrived, or nothing was asked · 1 it did not · 2 a mistake in what was typed`;

await runProgram(() => runCommandLine(program, process.argv.slice(2), { ...processOutput, mistake: 2 }));

function program({ out, end }: Terminal) {
  const lab = new Command('npm run --silent lab --')
    .description('A fake world to try the bot in: with nothing typed, a prompt.')
    .version(botVersion(), '--version', 'show the version')
    .addOption(new Option('--scenario <id>', 'what breaks').argParser(readScenario).default(healthy, healthy.id))
    .addOption(new Option('--seed <number>', 'the same one, the same chances').argParser(readSeed).default(1))
    .addOption(new Option('--speed <times>', 'as fast as real time').argParser(readSpeed).default(1))
    .addOption(new Option('--checks <time>', 'how often the scheduled checks run, such as 20s').argParser(readChecks))
    .addOption(new Option('--api <port>', `the HTTP API there; its token: ${LAB_TOKEN}`).argParser(readApi))
    .addOption(
      new Option('--page <port>', 'the page there; in a container, which publishes it, 0.0.0.0:<port>').argParser(
        readPage,
      ),
    )
    .option('--calls <file>', 'every call of Slack’s Web API is appended to it, a line of JSON each, without the token')
    .option('--watch', 'the bot looks into every job that somebody else starts')
    .addHelpText('after', `\nScenarios:\n${scenarioLines()}`)
    .action(async (options) => converse(options));
  const run = new Command('run')
    .summary('live some steps, print what became of them, and end')
    .description('Lives some steps, prints the thread of #incidents, and ends.')
    .argument('<step...>', 'what is typed after /focus, or one of those below')
    .option('--json', 'one document: messages, calls, report, evidence, truth')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', STEPS)
    .action(async (steps, { json }) => {
      const run = await runSteps(steps, lab.opts());
      out(`${json ? JSON.stringify(run, null, 2) : runText(run)}\n`);
      end(run.answered ? 0 : 1);
    });
  return lab.addCommand(run);
}

function readScenario(id: string): Scenario {
  try {
    return scenarioCalled(id);
  } catch (error) {
    throw new InvalidArgumentError(`${describeError(error)} (--help shows all)`);
  }
}

function readSeed(typed: string): number {
  if (Number.isInteger(Number(typed))) return Number(typed);
  throw new InvalidArgumentError('A whole number is expected.');
}

function readApi(port: string): object {
  return labApi(readPort(port));
}

function readPage(typed: string): Address {
  const [, host = '127.0.0.1', port] = /^(?:(127\.0\.0\.1|0\.0\.0\.0):)?(\d+)$/.exec(typed) ?? [];
  if (port === undefined) throw new InvalidArgumentError('A port is expected, or 0.0.0.0: and a port.');
  return { host, port: readPort(port) };
}

function readPort(port: string): number {
  if (Number.isInteger(Number(port)) && Number(port) > 0 && Number(port) < 65_536) return Number(port);
  throw new InvalidArgumentError('A port is expected.');
}

function readSpeed(typed: string): number {
  if (Number(typed) >= 0.1 && Number(typed) <= 20) return Number(typed);
  throw new InvalidArgumentError('A number from 0.1 to 20 is expected.');
}

function readChecks(typed: string): string {
  if (Number(parseDuration(typed)) >= 5_000) return typed;
  throw new InvalidArgumentError('A time of at least 5s is expected.');
}

function runText({ messages, ephemerals, forms }: Run): string {
  const shown = messages.map((message) => ({
    ...message,
    files: message.files.map((file) => ({ ...file, content: Buffer.from(file.content) })),
    user: '',
    reactions: [],
    edits: 0,
  }));
  const whispers = ephemerals.map((told) => `(only you) ${messageText(told)}`);
  return [threadText(shown), ...whispers, ...forms.map((form) => `(only you) ${formText(form)}`)]
    .filter((part) => part !== '')
    .join('\n\n');
}

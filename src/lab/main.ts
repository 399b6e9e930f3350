import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseDuration } from '#lib/duration.ts';
import { createLog } from '#lib/logger.ts';
import { nearest } from '#lib/nearest.ts';
import { type Lab, openLab } from './lab.ts';
import { threadPage } from './page.ts';
import { clickNewest, listenForAnswers, type Run, type RunOptions, runSteps } from './run.ts';
import { scenarios } from './scenarios/index.ts';
import { formText, messageText, threadText } from './thread-text.ts';

const USAGE = `usage:
  npm run lab                                                     the lab, with a prompt
  npm run --silent lab -- run "timing" --scenario healthy [--json|--html]  one command; exit 0 if its answer arrived
  npm run --silent lab -- run configure "wait 3s" "logs {job}"    several steps: what is typed after /focus ({job}: the last
      job's id), or: configure (somebody else starts a job) · gone (the last job is deleted) · wait <time> · click <action>
      · become <scenario> · until <words in #incidents>
options: --scenario <id>  --seed <number>  --speed <times real time>  --checks <how often the scheduled checks run, such as 20s>
scenarios: ${scenarios.map(({ id }) => id).join(', ')}`;

const PROMPT_HELP = `Type  /focus timing [environment] [name=value …]   /focus help   click <action> (run-again, logs, evidence)
      configure   scenario <id>   scenarios   where   quit`;

const writers = {
  json: (run: Run) => `${JSON.stringify(run, null, 2)}\n`,
  html: (run: Run) => threadPage(run.messages),
  text: (run: Run) => `${runText(run)}\n`,
};

process.exit(await main());

async function main(): Promise<number> {
  const read = readArguments();
  if (typeof read === 'string') {
    process.stderr.write(`${read}\n${USAGE}\n`);
    return 2;
  }
  const { words, as, ...options } = read;
  if (words[0] === undefined) return converse(options);
  const run = await runSteps(words.slice(1), options);
  process.stdout.write(writers[as](run));
  return run.answered ? 0 : 1;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        scenario: { type: 'string', default: 'healthy' },
        seed: { type: 'string', default: '1' },
        speed: { type: 'string', default: '1' },
        checks: { type: 'string' },
        json: { type: 'boolean', default: false },
        html: { type: 'boolean', default: false },
      },
    });
    const scenario = scenarios.find(({ id }) => id === values.scenario);
    if (!scenario) return unknownScenario(values.scenario);
    const [seed, speed] = [Number(values.seed), Number(values.speed)];
    if (!Number.isInteger(seed)) return `--seed: came "${values.seed}", a whole number is expected`;
    if (!(speed >= 0.1 && speed <= 20)) return `--speed: came "${values.speed}", a number from 0.1 to 20 is expected`;
    if (positionals.length > 0 && (positionals[0] !== 'run' || positionals.length === 1))
      return `"${positionals.join(' ')}" is not understood`;
    const checks = values.checks;
    if (checks !== undefined && !(Number(parseDuration(checks)) >= 5_000))
      return `--checks: came "${checks}", a time of at least 5s is expected`;
    const as: keyof typeof writers = values.json ? 'json' : values.html ? 'html' : 'text';
    return { words: positionals, as, scenario, seed, speed, ...(checks !== undefined && { checks }) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function unknownScenario(id: string): string {
  const near = nearest(
    id,
    scenarios.map((scenario) => scenario.id),
  );
  return `there is no scenario "${id}"${near ? `; did you mean ${near}?` : ''}`;
}

function runText({ messages, ephemerals, forms }: Run): string {
  const shown = messages.map((message) => ({
    ...message,
    files: message.files.map((file) => ({ ...file, id: '', content: Buffer.from(file.content) })),
    user: '',
    reactions: [],
    edits: 0,
  }));
  const whispers = ephemerals.map((text) => `(only you) ${messageText({ text, blocks: [] })}`);
  return [threadText(shown), ...whispers, ...forms.map((form) => `(only you) ${formText(form)}`)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The lab with a prompt: runs one investigation, then does what is typed until `quit` or the end of input. */
async function converse(options: RunOptions): Promise<number> {
  const began = performance.now();
  const { log, next } = listenForAnswers(createLog('warn'));
  const lab = await openLab({ ...options, log });
  say(`The lab is up after ${((performance.now() - began) / 1_000).toFixed(1)} s:`);
  say(where(lab));
  const stopPrinting = printChanges(lab);
  const report = next();
  say(`\nScenario ${lab.scenario.id}: ${lab.scenario.story}\n\nU0ONCALL types  /focus timing\n`);
  await lab.slack.command('timing');
  await report;
  say(`\n${PROMPT_HELP}`);
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'lab> ' });
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() === 'quit') break;
    await obey(line.trim(), lab).catch((error) => say(error instanceof Error ? error.message : String(error)));
    lines.prompt();
  }
  lines.close();
  stopPrinting();
  await lab.close();
  return 0;
}

async function obey(line: string, lab: Lab): Promise<void> {
  const [word = '', ...rest] = line.split(/\s+/);
  switch (word) {
    case '':
      return;
    case '/focus':
      return void (await lab.slack.command(rest.join(' ')));
    case 'click':
      return clickNewest(lab, rest[0] ?? 'run-again');
    case 'configure':
      return say(`Somebody else configured job ${(await lab.configure()) ?? 'in vain'}`);
    case 'scenarios':
      return say(scenarios.map(({ id, story }) => `${id.padEnd(28)} ${story}`).join('\n'));
    case 'scenario': {
      const scenario = scenarios.find(({ id }) => id === rest[0]);
      if (!scenario) return say(unknownScenario(rest[0] ?? ''));
      await lab.become(scenario);
      return say(`From the next job on: ${scenario.story}`);
    }
    case 'where':
      return say(where(lab));
    default:
      return say(`"${word}" is not understood.\n${PROMPT_HELP}`);
  }
}

function printChanges(lab: Lab): () => void {
  const stopForms = lab.slack.onForm((form) => say(`${head('only you see')}\n${formText(form)}\n`));
  const stopMessages = lab.slack.onChange((change) => {
    if (change.kind === 'ephemeral') return say(`${head('only you see')}\n${messageText(change.message)}\n`);
    const inThread = change.message.thread_ts !== undefined && change.message.thread_ts !== change.message.ts;
    say(`${head(`${inThread ? 'thread' : '#incidents'}, ${change.kind}`)}\n${messageText(change.message)}\n`);
  });
  return () => {
    stopForms();
    stopMessages();
  };
}

function head(text: string): string {
  return `── ${new Date().toISOString().slice(11, 19)} ${text} ${'─'.repeat(Math.max(0, 50 - text.length))}`;
}

function where(lab: Lab): string {
  return lab.addresses.map(([name, address]) => `  ${name.padEnd(20)} ${address}`).join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

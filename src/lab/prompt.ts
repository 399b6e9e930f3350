import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import { styleText } from 'node:util';
import { visible } from '#lib/clean.ts';
import { createLog } from '#lib/logger.ts';
import { type Lab, openLab } from './lab.ts';
import { actOf, PEOPLE_HELP, whoDoes } from './people.ts';
import { listenForAnswers, type RunOptions } from './run.ts';
import { scenarioCalled, scenarioLines } from './scenario-list.ts';
import { type Served, serve } from './serve/serve.ts';
import type { Address } from './services/listener.ts';
import { type Delivery, isInTime, TIMED_OUT } from './services/slack/deliveries.ts';
import { switchLines } from './switches.ts';
import { formText, messageText } from './thread-text.ts';

const PROMPT_HELP = [
  'Type  /focus timing [environment] [name=value …]   /focus {job}   /focus help; {job} is the last job’s id',
  ...PEOPLE_HELP.map(([typed, does]) => `      ${typed.padEnd(26)} ${does}`),
  '      switches   configure   scenario <id>   scenarios   where   help   quit',
].join('\n');

/** The lab with a prompt: runs one investigation, then does what is typed until `quit` or the end of input. */
export async function converse({ page: at, ...options }: RunOptions & { readonly page?: Address }): Promise<void> {
  const began = performance.now();
  let page: Served | undefined;
  const { log, next } = listenForAnswers(createLog('warn'), ({ kind, id }) => {
    if (kind === 'investigation') page?.told(id).catch(() => {});
  });
  const lab = await openLab({ ...options, log, outside: true, apart: true });
  page = await serve(lab, at);
  say(`The lab is up after ${((performance.now() - began) / 1_000).toFixed(1)} s:`);
  say(where(lab));
  say(`\n  In a browser         ${page.url}\n`);
  const stopPrinting = printChanges(lab);
  const report = next();
  say(`\nScenario ${lab.scenario.id}: ${lab.scenario.story}\n\nU0ONCALL types  /focus timing\n`);
  await lab.slack.command('timing');
  await report;
  say(`\n${PROMPT_HELP}`);
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'lab> ' });
  let ended = false;
  lines.on('close', () => {
    ended = true;
  });
  typing = lines;
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() === 'quit') break;
    await obey(line.trim(), lab).catch((error) => say(error instanceof Error ? error.message : String(error)));
    // What comes through a pipe may be over before it is done.
    if (!ended) lines.prompt();
  }
  typing = undefined;
  lines.close();
  stopPrinting();
  await page.close();
  await lab.close();
}

async function obey(line: string, lab: Lab): Promise<void> {
  const [word = '', ...rest] = line.split(/\s+/);
  switch (word) {
    case '':
      return;
    case 'configure':
      return say(`Somebody else configured job ${(await lab.configure()) ?? 'in vain'}`);
    case 'scenarios':
      return say(scenarioLines());
    case 'scenario': {
      const scenario = scenarioCalled(rest[0] ?? '');
      await lab.become(scenario);
      return say(`From the next job on: ${scenario.story}`);
    }
    case 'on':
    case 'off':
      await actOf(line, lab)?.();
      return say(`On now: ${[...lab.switched].join(', ') || 'nothing'}`);
    case 'switches':
      return say(switchLines(lab.switched));
    case 'where':
      return say(where(lab));
    case 'help':
      return say(PROMPT_HELP);
    default: {
      const act = actOf(line, lab);
      if (!act) return say(`"${word}" is not understood.\n${PROMPT_HELP}`);
      heard(await act());
      const { me, does } = whoDoes(line, lab);
      return does === 'home' ? showHome(lab, me) : undefined;
    }
  }
}

function showHome({ slack, clock }: Lab, me: string): void {
  const home = slack.home(me);
  if (home) say(`${headAt(clock.now(), 'App Home')}\n${messageText({ text: '', blocks: home.blocks })}\n`);
}

function heard(delivery: Delivery | undefined): void {
  if (delivery && !isInTime(delivery)) say(TIMED_OUT);
}

function printChanges(lab: Lab): () => void {
  const head = (text: string) => headAt(lab.clock.now(), text);
  const stopForms = lab.slack.onForm((form) => say(`${head('only you see')}\n${formText(form)}\n`));
  const stopMessages = lab.slack.onChange((change) => {
    if (change.kind === 'ephemeral') return say(`${head('only you see')}\n${messageText(change.message)}\n`);
    const { channel, thread_ts: thread, ts } = change.message;
    const place = channel.startsWith('D') ? 'direct messages' : '#incidents';
    const where = thread !== undefined && thread !== ts ? `${place}, thread` : place;
    say(`${head(`${where}, ${change.kind}`)}\n${messageText(change.message)}\n`);
  });
  return () => {
    stopForms();
    stopMessages();
  };
}

/** The lab's time, which is behind a watch by what the lab worked, as the reader's own zone has it: the page shows the same. */
function headAt(ms: number, text: string): string {
  const time = new Date(ms).toTimeString().slice(0, 8);
  return `── ${time} ${text} ${'─'.repeat(Math.max(0, 50 - text.length))}`;
}

function where(lab: Lab): string {
  return lab.addresses.map(([name, address]) => `  ${name.padEnd(20)} ${address}`).join('\n');
}

/** Where something is being typed meanwhile. */
let typing: Interface | undefined;

/** What comes stands above the line that is being typed, which is not lost. */
function say(text: string): void {
  const isTyped = typing !== undefined && process.stdout.isTTY;
  if (isTyped) {
    cursorTo(process.stdout, 0);
    clearLine(process.stdout, 0);
  }
  process.stdout.write(coloured(visible(`${text}\n`)));
  if (isTyped) typing?.prompt(true);
}

const MARKS = { '✗': 'red', '✓': 'green' } as const;

/** Heads stand back, and marks have their colour; nothing has where it goes to no terminal, or NO_COLOR is set. */
function coloured(text: string): string {
  const style = (how: Parameters<typeof styleText>[0], part: string) =>
    styleText(how, part, { stream: process.stdout });
  return text
    .replaceAll(/^── .*$/gm, (head) => style('dim', head))
    .replaceAll(/[✗✓]/g, (mark) => style(MARKS[mark as keyof typeof MARKS], mark));
}

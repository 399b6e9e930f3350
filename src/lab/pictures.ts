import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, Option } from '@commander-js/extra-typings';
import type { Browser } from 'playwright-core';
import { processOutput, runCommandLine, type Terminal } from '#lib/command-line.ts';
import { describeError } from '#lib/errors.ts';
import { silentLog } from '#lib/logger.ts';
import { runProgram } from '#lib/program.ts';
import { openChromium } from './chromium.ts';
import { openLab } from './lab.ts';
import { threadPage } from './page.ts';
import { listenForAnswers, type Run, runSteps } from './run.ts';
import { scenarioCalled } from './scenario-list.ts';
import { type Served, serve } from './serve/serve.ts';
import { type Story, storiesOf } from './stories.ts';

/** As wide as a phone, in its sharpness, and as wide as the message column of a desktop. */
const WIDTHS = [
  { width: 390, deviceScaleFactor: 2 },
  { width: 760, deviceScaleFactor: 1 },
];
const SPEED = 8;
/** What the picture of the whole page is called. */
const LAB = 'lab';
const DESKTOP = { width: 1280, height: 800 };

await runProgram(() => runCommandLine(program, process.argv.slice(2), { ...processOutput, mistake: 2 }));

function program({ out, err, end }: Terminal) {
  return new Command('npm run pictures --')
    .description('Draws every message of every story of the lab as Slack shows it, on a phone and on a desktop.')
    .addOption(
      new Option(
        '--scenario <id>',
        'this one alone, or another story; lab: the page that `npm run lab` serves',
      ).choices([...storiesOf().map(({ name }) => name), LAB]),
    )
    .option('--out <folder>', 'where the pictures go', 'pictures')
    .action(async ({ scenario, out: folder }) => {
      try {
        const drawn = (file: string) => out(`${file}\n`);
        await drawAll(scenario === LAB ? [] : storiesOf(scenario), folder, drawn);
        if (scenario === undefined || scenario === LAB) await drawLab(folder, drawn);
      } catch (error) {
        err(`${describeError(error)}\n`);
        end(1);
      }
    });
}

async function drawAll(stories: readonly Story[], folder: string, drawn: (file: string) => void): Promise<void> {
  const browser = await openChromium();
  const pages = await mkdtemp(path.join(tmpdir(), 'focus-pictures-'));
  try {
    await mkdir(folder, { recursive: true });
    for (const story of stories) {
      const { scenario, steps, checks } = story;
      const run = await runSteps(steps, { scenario, speed: SPEED, seed: 1, ...(checks && { checks }) });
      for (const [name, shown] of partsOf(story, run)) {
        const page = path.join(pages, `${name}.html`);
        await writeFile(page, threadPage(shown));
        for (const file of await photograph(browser, page, path.join(folder, name))) drawn(file);
      }
    }
  } finally {
    await browser.close();
    await rm(pages, { recursive: true });
  }
}

/** The page as somebody sees it who breaks the stack and asks: what can be typed, what is watched, and what was found. */
async function drawLab(folder: string, drawn: (file: string) => void): Promise<void> {
  const browser = await openChromium();
  let served: Served | undefined;
  const { log } = listenForAnswers(silentLog, ({ kind, id }) => {
    if (kind === 'investigation') void served?.told(id);
  });
  const lab = await openLab({ scenario: scenarioCalled('unschedulable'), speed: SPEED, seed: 1, log });
  try {
    served = await serve(lab);
    const page = await browser.newPage({ viewport: DESKTOP });
    const draw = async (name: string) => {
      const path = `${folder}/${LAB}.${name}.png`;
      await page.screenshot({ path });
      drawn(path);
    };
    await page.goto(served.url);
    const box = page.getByRole('textbox', { name: 'Message #incidents' });
    await box.fill('/focus');
    await draw('1-type');
    await box.fill('/focus timing');
    await box.press('Enter');
    await page.getByText(/Found so far/).waitFor();
    await draw('2-watch');
    await page.getByText(/The verdict is right/).waitFor();
    await page.getByRole('button', { name: '1 reply' }).click();
    await page.getByRole('region', { name: 'Thread' }).getByRole('img').first().waitFor();
    await draw('3-answer');
    await page.getByRole('button', { name: 'App Home' }).click();
    await page.getByRole('group', { name: 'App Home' }).getByRole('button').first().waitFor();
    await draw('4-home');
  } finally {
    await browser.close();
    await served?.close();
    await lab.close();
  }
}

/** The channel with what was told to the asker alone, and the newest form. */
function partsOf({ name, isLast }: Story, run: Run): readonly (readonly [string, Run])[] {
  const roots = run.messages.filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts);
  const last = roots.at(-1)?.ts;
  const messages = isLast ? run.messages.filter((each) => (each.thread_ts ?? each.ts) === last) : run.messages;
  const form = run.forms.slice(-1);
  return [
    [name, { ...run, messages, forms: [] }],
    ...(form.length > 0 ? [[`${name}.form`, { ...run, messages: [], ephemerals: [], forms: form }] as const] : []),
  ];
}

async function photograph(browser: Browser, page: string, name: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { width, deviceScaleFactor } of WIDTHS) {
    const tab = await browser.newPage({ viewport: { width, height: 100 }, deviceScaleFactor });
    await tab.goto(pathToFileURL(page).href);
    const file = `${name}.${width}.png`;
    await tab.screenshot({ path: file, fullPage: true });
    await tab.close();
    files.push(file);
  }
  return files;
}

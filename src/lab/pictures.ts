import { mkdir } from 'node:fs/promises';
import { Command, Option } from '@commander-js/extra-typings';
import type { Browser, Locator, Page } from 'playwright-core';
import { processOutput, runCommandLine, type Terminal } from '#lib/command-line.ts';
import { describeError } from '#lib/errors.ts';
import { silentLog } from '#lib/logger.ts';
import { runProgram } from '#lib/program.ts';
import { openChromium } from './chromium.ts';
import { openLab } from './lab.ts';
import { ME } from './page/wire.ts';
import { type Look, listenForAnswers, runSteps } from './run.ts';
import { scenarioCalled } from './scenario-list.ts';
import { type Served, serve } from './serve/serve.ts';
import { openRedis } from './services/redis/redis.ts';
import { type Story, storiesOf } from './stories.ts';

/** As wide as a phone, in its sharpness, and as wide as the message column of a desktop. */
const WIDTHS = [
  { width: 390, deviceScaleFactor: 2 },
  { width: 760, deviceScaleFactor: 1 },
];
const SPEED = 8;
/** What is photographed while it runs is to be there long enough. */
const TOUR_SPEED = 3;
const DAY_MS = 86_400_000;
/** What the picture of the whole page is called. */
const LAB = 'lab';
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 700 };
const CALENDAR = { locale: 'en-GB', timezoneId: 'UTC' };

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
  try {
    const papers = await Promise.all(WIDTHS.map((look) => openPaper(browser, look)));
    for (const story of stories) {
      const { name, isLast = false, hasHome = false } = story;
      await live(story, async (lab, left) => {
        const hasForm = lab.slack.modals(ME).length > 0;
        if (left > 0 && !hasForm) return;
        if (left === 0 && hasHome) await lab.slack.openHome(ME);
        const served = await serve(lab);
        try {
          for (const paper of papers) {
            await paper.show(served.url);
            if (hasForm) drawn(await paper.drawForm(`${folder}/${name}.form`));
            if (left === 0 && hasHome) drawn(await paper.drawHome(`${folder}/${name}.home`));
            if (left === 0) drawn(await paper.drawMessages(`${folder}/${name}`, isLast));
          }
        } finally {
          await served.close();
        }
      });
    }
  } finally {
    await browser.close();
  }
}

async function live({ scenario, steps, checks, watch, days = [] }: Story, look: Look): Promise<void> {
  const redis = await openRedis();
  const options = { seed: 1, redisUrl: redis.url };
  try {
    for (const [nth, day] of days.entries())
      await runSteps(['timing', 'timing'], {
        ...options,
        scenario: day,
        speed: SPEED,
        startsAt: Date.now() - (days.length - nth) * DAY_MS,
      });
    await runSteps(
      steps,
      { ...options, scenario, speed: SPEED, ...(checks && { checks }), ...(watch && { watch }) },
      look,
    );
  } finally {
    await redis.close();
  }
}

/** The page with every thread unfolded, as wide as a screen of one kind. */
async function openPaper(browser: Browser, { width, deviceScaleFactor }: (typeof WIDTHS)[number]) {
  const viewport = { width, height: 800 };
  const page = await browser.newPage({ viewport, deviceScaleFactor, ...CALENDAR });
  const draw = async (of: Locator, name: string) => {
    const path = `${name}.${width}.png`;
    await of.screenshot({ path });
    return path;
  };
  return {
    async show(url: string) {
      await page.goto('about:blank');
      await page.goto(`${url}#paper`);
      await page.getByRole('main').waitFor();
      await page.evaluate(
        'Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode())])',
      );
    },
    drawHome: (name: string) => draw(page.getByRole('region', { name: 'App Home' }), name),
    drawForm: (name: string) => draw(page.getByRole('dialog'), name),
    async drawMessages(name: string, isLast: boolean) {
      const threads = page.getByRole('region', { name: 'Thread' });
      return draw(isLast ? threads.last() : page.getByRole('log'), name);
    },
  };
}

/**
 * The page as somebody sees it who breaks the stack and asks: what can be typed, what is watched, and what was found; on a desktop,
 * and at night on a phone.
 */
async function drawLab(folder: string, drawn: (file: string) => void): Promise<void> {
  const browser = await openChromium();
  let served: Served | undefined;
  const { log } = listenForAnswers(silentLog, ({ kind, id }) => {
    if (kind === 'investigation') void served?.told(id);
  });
  const lab = await openLab({ scenario: scenarioCalled('unschedulable'), speed: TOUR_SPEED, seed: 1, log });
  try {
    await mkdir(folder, { recursive: true });
    served = await serve(lab);
    const desk = await browser.newPage({ ...CALENDAR, viewport: DESKTOP });
    const phone = await browser.newPage({ ...CALENDAR, viewport: PHONE, colorScheme: 'dark' });
    const draw = async (name: string) => {
      for (const [page, kind] of [
        [desk, 'lab'],
        [phone, 'night'],
      ] as const) {
        const path = `${folder}/${kind}.${name}.png`;
        await page.mouse.move(0, 0);
        await page.screenshot({ path });
        drawn(path);
      }
    };
    const both = (does: (page: Page) => Promise<unknown>) => Promise.all([desk, phone].map(does));
    const box = (page: Page) => page.getByRole('textbox', { name: 'Message #incidents' });
    const { url } = served;
    await both((page) => page.goto(url));
    await both((page) => box(page).fill('/focus'));
    await draw('1-type');
    await phone.getByRole('textbox').fill('');
    await box(desk).fill('/focus timing');
    await box(desk).press('Enter');
    await both((page) => page.getByText(/Found so far/).waitFor());
    await draw('2-watch');
    await both((page) => page.getByText(/The verdict is right/).waitFor());
    await desk.getByRole('button', { name: '1 reply' }).click();
    await desk.getByRole('region', { name: 'Thread' }).getByRole('img', { name: /job/ }).waitFor();
    await draw('3-answer');
    await phone.getByRole('button', { name: '1 reply' }).click();
    await phone.getByRole('region', { name: 'Thread' }).getByRole('img', { name: /job/ }).waitFor();
    await draw('4-thread');
  } finally {
    await browser.close();
    await served?.close();
    await lab.close();
  }
}

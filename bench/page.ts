import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { WebClient } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '#lab/chromium.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Hello, State } from '#lab/page/wire.ts';
import { listenForAnswers } from '#lab/run.ts';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { builtPage } from '#lab/serve/built.ts';
import { serve } from '#lab/serve/serve.ts';
import { silentLog } from '#lib/logger.ts';
import { atMost, type Bench, percentile, row, series } from './bench.ts';

const VIEWPORT = { width: 1280, height: 800 };
const MESSAGES = 300;
const CHANNEL = 'C0INCIDENT';

/** What somebody waits for who opens the lab in a browser; needs Debian's chromium. */
export const page: Bench = {
  name: 'page',
  about: 'how soon the lab’s page is painted, shows an edit, and how evenly 300 reports scroll; needs chromium',
  async run({ runs, say }) {
    const bundle = bundleOf(await builtPage());
    say(`${runs} paints and edits, ${MESSAGES} reports, 3 starts of npm run lab`);
    const starts = await series(3, labPrintsItsAddress);
    const { log, next } = listenForAnswers(silentLog);
    const [lab, browser] = [
      await openLab({ scenario: scenarioCalled('consumer-never-created'), speed: 8, seed: 1, log }),
      await openChromium(),
    ];
    const { url, close } = await serve(lab);
    try {
      const paints = await series(runs, () => painted(browser, url));
      const answered = next();
      await lab.slack.command('timing');
      await answered;
      const edits = await shownEdits(await opened(browser, url), lab, runs);
      const frames = await scrolled(browser, url);
      return {
        targets: [
          atMost('first paint, p95', percentile(paints, 95), 'ms', 1_000),
          atMost('bundle, gzip', bundle, 'kB', 400),
          atMost('an edit is shown, p95', percentile(edits, 95), 'ms', 200),
          atMost(`a frame while ${MESSAGES} reports scroll, p95`, percentile(frames, 95), 'ms', 34),
          atMost('npm run lab prints its address, most', percentile(starts, 100) / 1_000, 's', 20),
        ],
        rows: [
          row('first paint, ms', paints),
          row('edit, ms', edits),
          row('frame, ms', frames),
          row('start, ms', starts),
        ],
      };
    } finally {
      await browser.close();
      await close();
      await lab.close();
    }
  },
};

/** All but the fonts, which come after the words. */
function bundleOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:html|js|css)$/.test(name),
  );
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(folder, name))).length, 0) / 1_000;
}

async function labPrintsItsAddress(): Promise<number> {
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', 'lab'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let printed = '';
  for await (const part of child.stdout) {
    printed += String(part);
    if (printed.includes('?token=')) break;
  }
  const took = performance.now() - began;
  child.stdin.end('quit\n');
  await ended;
  return took;
}

async function opened(browser: Browser, url: string): Promise<Page> {
  const tab = await browser.newPage({ viewport: VIEWPORT });
  await tab.goto(url);
  await tab.getByRole('textbox', { name: 'Message #incidents' }).waitFor();
  return tab;
}

/** From the address until words are there, as the browser has it. */
async function painted(browser: Browser, url: string): Promise<number> {
  const tab = await opened(browser, url);
  const ms = await tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
  await tab.close();
  return Number(ms);
}

/** From the bot's request until the words are in the page, ms each. */
async function shownEdits(tab: Page, { slack }: Lab, count: number): Promise<readonly number[]> {
  const bot = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const { ts = '' } = await bot.chat.postMessage({ channel: CHANNEL, text: 'edit' });
  return series(count, async (nth) => {
    const shown = tab.evaluate(`new Promise((resolve) => {
      const look = () => document.querySelector('main').textContent.includes('edit ${nth};') && resolve(Date.now());
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    })`);
    await tab.evaluate('0');
    const began = Date.now();
    await bot.chat.update({ channel: CHANNEL, ts, text: `edit ${nth};` });
    return Number(await shown) - began;
  });
}

/** From the newest of many copies of what was said to the oldest, the time of each frame, ms. */
async function scrolled(browser: Browser, url: string): Promise<readonly number[]> {
  const tab = await opened(browser, url);
  const told = String(
    await tab.evaluate(`(async () => {
      const reader = (await fetch('events')).body.getReader();
      let text = '';
      while (text.split('\\n\\n').length < 3) text += new TextDecoder().decode((await reader.read()).value, { stream: true });
      await reader.cancel();
      return text;
    })()`),
  );
  const [hello, state] = told.split('\n\n').map((frame) => frame.replace('data: ', '')) as [string, string];
  await tab.route('**/events', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: copied(JSON.parse(hello), JSON.parse(state)) }),
  );
  await tab.reload();
  await tab
    .getByRole('article')
    .nth(MESSAGES - 1)
    .waitFor({ state: 'attached' });
  return tab.evaluate(`new Promise((resolve) => {
    const box = document.querySelector('.messages');
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      box.scrollTop -= 120;
      if (box.scrollTop > 0) requestAnimationFrame(step);
      else resolve(frames.slice(1));
    };
    requestAnimationFrame(step);
  })`);
}

function copied(hello: Hello, state: State): string {
  const roots = hello.messages.filter(({ thread_ts: thread, ts }) => thread === undefined || thread === ts);
  const messages = Array.from({ length: MESSAGES }, (_, nth) => {
    const root = roots[nth % roots.length];
    return { ...root, ts: String(1_700_000_000 + nth) };
  });
  // The page is to stay as it is when the answer ends.
  return `retry: 600000\n\ndata: ${JSON.stringify({ ...hello, messages })}\n\ndata: ${JSON.stringify(state)}\n\n`;
}

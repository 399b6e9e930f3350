import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { WebClient } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openChromium } from '#lab/chromium.ts';
import { type Lab, type LabOptions, openLab } from '#lab/lab.ts';
import { listenForAnswers } from '#lab/run.ts';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { type Served, serve } from '#lab/serve/serve.ts';
import { silentLog } from '#lib/logger.ts';
import { lineChart } from '#slack/blocks/chart.ts';
import { dataTable, textCell } from '#slack/blocks/rich.ts';
import { soon } from '../support/soon.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 40_000;

describe('the lab in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let lab: Lab | undefined;
  let served: Served | undefined;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await served?.close();
    await lab?.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(scenario: string, more: Partial<LabOptions> = {}): Promise<void> {
    const { log } = listenForAnswers(silentLog, ({ kind, id }) => {
      if (kind === 'investigation') void served?.told(id);
    });
    lab = await openLab({ scenario: scenarioCalled(scenario), speed: 5, seed: 1, log, ...more });
    served = await serve(lab);
    page = await browser.newPage({ viewport: DESKTOP });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(served.url);
    await page.getByRole('textbox', { name: 'Message #incidents' }).waitFor();
  }
  const messages = () => page.getByRole('region', { name: '#incidents' }).getByRole('article');
  const last = () => messages().last();
  async function type(text: string): Promise<void> {
    const box = page.getByRole('textbox', { name: /^Message/ });
    await box.fill(text);
    await box.press('Enter');
  }
  const press = (name: string) =>
    page
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .last()
      .click();
  /** Rules of axe that a person would stumble over. */
  async function violations(): Promise<readonly string[]> {
    await page.evaluate(AXE);
    const found = await page.evaluate('axe.run()');
    const { violations } = found as { violations: { id: string; impact: string; nodes: { html: string }[] }[] };
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }

  it('shows a command from its first word to the cause, the picture in its thread, and what really happened', async () => {
    await open('healthy');
    await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/focus tim');
    await page.getByRole('option', { name: /\/focus timing/ }).waitFor();
    await page.getByRole('checkbox', { name: /^unschedulable/ }).check();
    await type('/focus timing');
    await messages()
      .getByText(/Watching job|Asking lab/)
      .waitFor();
    await messages().getByText('The verdict is right.').waitFor();
    expect(await last().textContent()).toMatch(/found no node/);
    await last().getByRole('button', { name: '1 reply unread' }).click();
    const thread = page.getByRole('region', { name: 'Thread' });
    const picture = thread.getByRole('img').first();
    await picture.waitFor();
    expect(
      await page.evaluate('document.querySelector("section[aria-label=Thread] img").naturalWidth'),
    ).toBeGreaterThan(100);
    await press('Close the thread');
    await last().getByRole('button', { name: '1 reply', exact: true }).waitFor();
    await press('Details');
    await page
      .getByRole('dialog')
      .getByText(/found no node/)
      .first()
      .waitFor();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('fills in a form, whose mistake stands under its field, and cancels what runs', async () => {
    await open('consumer-never-created');
    await type('/focus timing form');
    const form = page.getByRole('dialog');
    await form.waitFor();
    await form.getByLabel('Fibre channels').fill('50-1');
    await form.getByRole('button', { name: 'Start', exact: false }).click();
    await form.getByRole('alert').first().waitFor();
    await form.getByLabel('Fibre channels').fill('1-50');
    await form.getByRole('button', { name: 'Start', exact: false }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await messages()
      .getByText(/cancelled/i)
      .first()
      .waitFor();
  });

  it('has the logs of a job for the asker alone, the shortcut of a message, and the App Home', async () => {
    await open('pod-crashed');
    await type('/focus timing');
    await messages().getByText('The verdict is right.').waitFor();
    await press('Logs');
    await page.getByText('Only visible to you').or(page.getByRole('dialog')).first().waitFor();
    await page.keyboard.press('Escape');
    await messages().first().hover();
    await messages().first().getByRole('button', { name: 'Look into this job' }).click();
    await messages().first().getByRole('button', { name: '2 replies' }).waitFor();
    await page.getByRole('button', { name: 'App Home' }).click();
    await page.getByRole('group', { name: 'App Home' }).getByText(/lab/).first().waitFor();
    expect(await violations()).toEqual([]);
  });

  it('acknowledges an alert and snoozes it, has what really happened beside it, and begins and stops checks', async () => {
    await open('backend-down');
    await page.getByRole('button', { name: 'Check every 20 s' }).click();
    await page
      .getByRole('button', { name: /^Acknowledge/ })
      .first()
      .click();
    await messages()
      .getByText(/acknowledged/i)
      .first()
      .waitFor();
    await press('Snooze');
    await page.getByRole('dialog').getByRole('button', { name: 'Snooze' }).click();
    await messages()
      .getByText(/snoozed/i)
      .first()
      .waitFor();
    await messages().getByText('The verdict is right.').first().waitFor();
    await page.getByRole('button', { name: 'Stop the checks' }).click();
    await page.getByRole('button', { name: 'Check every 20 s' }).waitFor();
    expect(lab?.config.checks).toEqual([]);
  });

  it('asks before what cannot be undone, and Escape leaves it undone', async () => {
    await open('consumer-never-created');
    const bot = new WebClient(lab?.slack.botToken, { slackApiUrl: lab?.slack.apiUrl ?? '' });
    const plain = (text: string) => ({ type: 'plain_text', text });
    const confirm = {
      ...{ title: plain('Sure?'), text: plain('It is gone then.'), confirm: plain('Yes'), deny: plain('No') },
    };
    const button = { type: 'button', action_id: 'odd', text: plain('Purge'), confirm };
    await bot.apiCall('chat.postMessage', {
      ...{ channel: 'C0INCIDENT', text: 'purge?', blocks: [{ type: 'actions', elements: [button] }] },
    });
    await press('Purge');
    const dialog = page.getByRole('alertdialog', { name: 'Sure?' });
    await dialog.waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('No');
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('has the report of a worker that was killed in the middle from the one that takes over, and it is true', async () => {
    await open('consumer-never-created', { apart: true, speed: 2 });
    await type('/focus timing');
    await messages().getByText('Watching job').waitFor();
    const dead = page.getByRole('checkbox', { name: /^worker-killed/ });
    await dead.check();
    await page.getByText('The worker is down:').waitFor();
    await dead.uncheck();
    const truth = messages().getByText('The verdict is right.');
    await truth.waitFor({ timeout: 90_000 });
    expect(await last().textContent()).toMatch(
      /no free consumer worker.*Had hold of the job: consumer-never-created\. Also on: worker-killed\./,
    );
    expect(await messages().count()).toBe(1);
  });

  it('hangs Kubernetes in the middle of a run, whose cause is still among what the bot lists', async () => {
    await open('unschedulable');
    await type('/focus timing');
    await messages().getByText('Watching job').waitFor();
    await page.getByRole('checkbox', { name: /^kubernetes-hangs/ }).check();
    await messages().getByText('The verdict is right.').waitFor();
    expect(await last().textContent()).toMatch(
      /Had hold of the job: unschedulable\. Also on: kubernetes-hangs\. The bot lists it among what it could be\./,
    );
    expect(await page.getByRole('checkbox', { name: /^kubernetes-hangs/ }).isChecked()).toBe(true);
  });

  it('tells of several faults the one that had hold of the job', async () => {
    await open('queue-missing');
    await page.getByRole('checkbox', { name: /^unschedulable/ }).check();
    await type('/focus timing');
    await messages().getByText('The verdict is right.').waitFor();
    expect(await last().textContent()).toMatch(/Had hold of the job: unschedulable\. Also on: queue-missing\./);
  });

  it('judges a report by what held while its job lived, not by what was switched on for the next one', async () => {
    await open('healthy');
    await type('/focus timing');
    await messages().getByText('Watching job').waitFor();
    await page.getByRole('checkbox', { name: /^unschedulable/ }).check();
    await messages().getByText('The verdict is right.').waitFor();
    expect(await last().textContent()).toMatch(/Nothing had hold of the job\. Also on: unschedulable\./);
  });

  it('counts beside a series how many of its runs were told as they were', async () => {
    await open('consumer-never-created');
    await type('/focus timing runs=3');
    await messages().getByText('3 of 3 runs told rightly.').waitFor({ timeout: 90_000 });
    expect(await last().textContent()).toMatch(/The verdict is right\. 3 of 3 runs told rightly\./);
  });

  it('draws a chart with its numbers for whoever cannot see it, a table in pages and in order, and a file with a preview', async () => {
    await open('healthy');
    const bot = new WebClient(lab?.slack.botToken, { slackApiUrl: lab?.slack.apiUrl ?? '' });
    const points = [
      { label: '29 Nov', values: [3.1, 4.4] },
      { label: '30 Nov', values: [3.3, 17.2] },
    ];
    const chart = lineChart(
      { title: 'Consumers of lab', x: 'From, UTC', y: 'Seconds', lines: ['median', 'p95'] },
      points,
    );
    const rows = [12, 3, 7].map((age) => [
      textCell(`19-${age}`),
      { type: 'raw_number' as const, value: age, text: `${age} s` },
    ]);
    const table = { ...dataTable('The jobs', ['Job', 'Age'], rows), page_size: 2 };
    const post = { channel: 'C0INCIDENT', text: 'a trend' };
    await bot.apiCall('chat.postMessage', { ...post, blocks: [chart] });
    await bot.apiCall('chat.postMessage', { ...post, blocks: [table] });
    await bot.filesUploadV2({ channel_id: 'C0INCIDENT', filename: 'backend.log', content: 'no free consumer worker' });

    const numbers = messages().getByRole('table', { name: 'Consumers of lab' });
    await numbers.waitFor();
    expect(await numbers.getByRole('row').allTextContents()).toEqual(['29 Nov30 Nov', 'median3.13.3', 'p954.417.2']);
    const jobs = messages().getByRole('group', { name: 'The jobs' }).getByRole('row');
    expect(await jobs.allTextContents()).toEqual(['JobAge', '19-1212 s', '19-33 s']);
    await page.getByRole('button', { name: 'Age', exact: true }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await jobs.allTextContents()).toEqual(['JobAge ↓', '19-1212 s']);
    await last().getByText('Preview').click();
    await last().getByText('no free consumer worker').waitFor();
    expect(await last().getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('backend.log');
    expect(await violations()).toEqual([]);
  });

  it('has behind the scenes, the dark and the faults on a phone too, and stays at the end however it is turned', async () => {
    await open('healthy');
    await page.setViewportSize(PHONE);
    await page.getByRole('checkbox', { name: 'Behind the scenes' }).check();
    await page.getByRole('checkbox', { name: 'Dark' }).check();
    await page.getByRole('checkbox', { name: /^unschedulable/ }).check();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    expect(await violations()).toEqual([]);
    await page.getByRole('checkbox', { name: 'Behind the scenes' }).uncheck();
    for (const nth of [0, 1, 2]) {
      await type('/focus timing');
      await messages().nth(nth).getByText('The verdict is right.').waitFor();
    }
    const left = '(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)';
    const isAtEnd = () =>
      soon(async () => expect(await page.evaluate(`${left}(document.querySelector('[role=log]'))`)).toBeLessThan(2));
    for (const size of [PHONE, { width: 844, height: 390 }, DESKTOP, PHONE]) {
      await page.setViewportSize(size);
      await isAtEnd();
    }
    await page.setViewportSize(DESKTOP);
    for (const turn of ['check', 'uncheck'] as const) {
      await page.getByRole('checkbox', { name: 'Phone width' })[turn]();
      await isAtEnd();
    }
    await page.setViewportSize(PHONE);
    await last().hover();
    const time = await last().getByRole('time').boundingBox();
    const bar = await last().getByRole('button', { name: 'Reply', exact: true }).boundingBox();
    expect(bar?.x).toBeGreaterThan((time?.x ?? 0) + (time?.width ?? 0));
  });

  it('takes a guess at a random world until the bot answers, and gives no hint before', async () => {
    await open('healthy');
    // The random world 13, whose pod waits for a secret that is not there: the job's own panel would tell.
    await page.evaluate('Math.random = () => 13 / 1e6');
    await page.getByRole('button', { name: 'A random world' }).click();
    const guess = page.getByRole('combobox', { name: /What would you say/ });
    await guess.selectOption('healthy');
    await page.getByText('What happens to them is told once the bot has answered.').waitFor();
    await type('/focus timing');
    const hint = page.getByRole('complementary').locator('.deed');
    await soon(() => expect(lab?.world.lives.at(-1)?.deeds).not.toEqual([]), 30_000);
    await messages()
      .getByText(/Found so far/)
      .waitFor();
    expect(await hint.count()).toBe(0);
    const told = page.getByRole('status').filter({ hasText: 'You said' });
    await told.waitFor({ timeout: 90_000 });
    expect(await told.textContent()).toMatch(
      /^You said healthy, which is (right|wrong); the bot said \S+\. Right to say: \S/,
    );
    expect(await guess.isDisabled()).toBe(true);
    await hint.waitFor();
  });

  it('serves a phone, the dark, and another person', async () => {
    await open('healthy');
    await page.setViewportSize(PHONE);
    await type('/focus timing');
    await messages()
      .getByText(/consumer after/)
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    expect(await violations()).toEqual([]);
    await page.setViewportSize(DESKTOP);
    await page.getByRole('checkbox', { name: 'Dark' }).check();
    expect(await violations()).toEqual([]);
    await page.getByRole('combobox', { name: 'You are' }).selectOption('U0LEAD');
    await type('/focus audit');
    await page.getByText('Only visible to you').first().waitFor();
  });

  it('shows nothing to whoever has not the address that was printed', async () => {
    await open('healthy');
    const { origin } = new URL(served?.url ?? '');
    expect((await fetch(origin)).status).toBe(403);
    expect((await fetch(`${origin}/events?token=wrong`)).status).toBe(403);
    expect((await fetch(`${origin}/act`, { method: 'POST', body: '{}' })).status).toBe(403);
  });
});

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The machine's own browser, with a profile that is empty. Rejects with how to get what is missing. */
export async function openChromium(): Promise<Browser> {
  const executablePath = onPath();
  if (executablePath === undefined) throw new Error('there is no chromium; Debian has it: apt-get install chromium');
  const { chromium } = await import('playwright-core').catch(() => {
    throw new Error('there is no playwright-core; with the packages for development it is there: npm ci');
  });
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));
}

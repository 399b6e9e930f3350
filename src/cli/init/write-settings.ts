import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { loadConfig, surveyConfig } from '#config.ts';
import { examinationText } from '#doctor/as-text.ts';
import { systemClock } from '#lib/clock.ts';
import type { Output } from '#lib/command-line.ts';
import { ExplainedError } from '#lib/errors.ts';
import { examineAll } from '#wiring/doctor.ts';
import { answersOf, type Given } from './answers.ts';
import { askPerson, nobody } from './asking.ts';
import { filesOf } from './files.ts';

export interface Options extends Given {
  readonly yes?: true;
  readonly force?: true;
}

const ENV = '.env';
const YAML = 'focus.yml';

/** Asks, writes both files, and looks whether they work; the exit code. Nothing is overwritten unless it is wanted. */
export async function writeSettings({ yes, force, ...given }: Options, { out, err }: Output): Promise<number> {
  const there = [ENV, YAML].filter((file) => existsSync(file));
  if (there.length > 0 && !force)
    throw new ExplainedError(`${there.join(' and ')} would be overwritten`, 'Add --force, or go to another folder');
  const asker = yes ? nobody : askPerson(out);
  try {
    const { env, yaml } = filesOf(await answersOf(given, asker, (note) => err(`${note}\n`)));
    // A file that is there already would keep its mode.
    rmSync(ENV, { force: true });
    writeFileSync(ENV, env, { mode: 0o600 });
    writeFileSync(YAML, yaml);
  } finally {
    asker.close();
  }
  loadConfig(process.cwd(), process.env, []);
  out(`${ENV} and ${YAML} are written.\n`);
  const setUp = surveyConfig(process.cwd(), process.env, ['slack']);
  const lines = await examineAll(setUp, { clock: systemClock, signal: new AbortController().signal });
  out(examinationText(lines));
  return lines.some(({ state }) => state === 'wrong') ? 1 : 0;
}

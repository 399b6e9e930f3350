import { type Judgement, judge, judgementOf, judgementWords, sameJudgement } from '#bundle/judge.ts';
import { ExplainedError } from '#lib/errors.ts';
import { nearest } from '#lib/nearest.ts';
import { readFile } from './read-file.ts';
import { type Store, withStore } from './store.ts';

/** What would be judged differently today, a line each on standard output, and how many of how many. Exit code 1 where something would. */

interface Tally {
  judged: number;
  changed: number;
}

export async function replayFiles(files: readonly string[]): Promise<number> {
  const tally: Tally = { judged: 0, changed: 0 };
  for (const file of files) {
    const { evidence, judged } = readFile(file);
    if (judged) compare(file, evidence.subject.zero, judged, judgementOf(judge(evidence)), tally);
    else process.stderr.write(`${file} does not say how it was judged then\n`);
  }
  return told(tally);
}

/** The latest `limit` of each environment, or of the one that is named. */
export function replayHistory(environment: string | undefined, limit: number): Promise<number> {
  return withStore(async (store) => {
    const tally: Tally = { judged: 0, changed: 0 };
    for (const name of await chosen(environment, store)) await replayEnvironment(name, limit, store, tally);
    return told(tally);
  });
}

async function chosen(environment: string | undefined, store: Store): Promise<readonly string[]> {
  const stored = await store.environments();
  if (environment === undefined || stored.includes(environment))
    return environment === undefined ? stored : [environment];
  const meant = nearest(environment, stored);
  throw new ExplainedError(
    `The history knows no environment ${environment}`,
    meant === undefined
      ? `It knows ${stored.join(', ') || 'none'}`
      : `Did you mean ${meant}? It knows ${stored.join(', ')}`,
  );
}

async function replayEnvironment(name: string, limit: number, { history }: Store, tally: Tally): Promise<void> {
  for (const { investigation, startedAt, verdict, cause } of await history.past({ environment: name }, limit)) {
    const evidence = await history.evidence(investigation);
    const then = { verdict, ...(cause !== undefined && { cause }) };
    if (evidence) compare(`${name} ${investigation}`, startedAt, then, judgementOf(judge(evidence)), tally);
    else process.stderr.write(`${name} ${investigation}: its evidence cannot be read any more\n`);
  }
}

function compare(which: string, startedAt: number, then: Judgement, today: Judgement, tally: Tally): void {
  tally.judged += 1;
  if (sameJudgement(then, today)) return;
  tally.changed += 1;
  const when = `${new Date(startedAt).toISOString().slice(0, 16)}Z`;
  process.stdout.write(`${which} ${when}: was ${judgementWords(then)} → is ${judgementWords(today)}\n`);
}

function told({ judged, changed }: Tally): number {
  process.stdout.write(`${changed} of ${judged} runs would be judged differently\n`);
  return changed === 0 ? 0 : 1;
}

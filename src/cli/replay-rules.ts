import { type Judgement, judge, judgementOf, judgementWords, sameJudgement } from '#bundle/judge.ts';
import type { Output } from '#lib/command-line.ts';
import { ExplainedError } from '#lib/errors.ts';
import { nearest } from '#lib/nearest.ts';
import { readFile } from './read-file.ts';
import { type Store, withStore } from './store.ts';

/** What would be judged differently today, a line each on standard output, and how many of how many. Exit code 1 where something would. */

interface Tally {
  compare(which: string, startedAt: number, then: Judgement, today: Judgement): void;
  /** How many, and the exit code. */
  told(): number;
}

interface Chosen {
  readonly environment: string | undefined;
  /** Of each environment, the latest; as many as the history keeps where nothing is said. */
  readonly limit: number | undefined;
}

export async function replayFiles(files: readonly string[], output: Output): Promise<number> {
  const tally = startTally(output);
  for (const file of files) {
    const { evidence, judged } = await readFile(file);
    if (judged) tally.compare(file, evidence.subject.zero, judged, judgementOf(judge(evidence)));
    else output.err(`${file} does not say how it was judged then\n`);
  }
  return tally.told();
}

export function replayHistory({ environment, limit = 1_000_000 }: Chosen, output: Output): Promise<number> {
  return withStore(async (store) => {
    const tally = startTally(output);
    for (const name of await chosen(environment, store)) await replayEnvironment(name, limit, store, tally, output);
    return tally.told();
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

async function replayEnvironment(name: string, limit: number, { history }: Store, tally: Tally, { err }: Output) {
  for (const { investigation, startedAt, verdict, cause } of await history.past({ environment: name }, limit)) {
    const evidence = await history.evidence(investigation);
    const then = { verdict, ...(cause !== undefined && { cause }) };
    if (evidence) tally.compare(`${name} ${investigation}`, startedAt, then, judgementOf(judge(evidence)));
    else err(`${name} ${investigation}: its evidence cannot be read any more\n`);
  }
}

function startTally({ out }: Output): Tally {
  let judged = 0;
  let changed = 0;
  return {
    compare(which, startedAt, then, today) {
      judged += 1;
      if (sameJudgement(then, today)) return;
      changed += 1;
      const when = `${new Date(startedAt).toISOString().slice(0, 16)}Z`;
      out(`${which} ${when}: was ${judgementWords(then)} → is ${judgementWords(today)}\n`);
    },
    told() {
      out(`${changed} of ${judged} runs would be judged differently\n`);
      return changed === 0 ? 0 : 1;
    },
  };
}

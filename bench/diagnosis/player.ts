import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { describeError } from '#lib/errors.ts';
import type { Play } from '../players.ts';
import type { MatrixCase } from './matrix/case.ts';
import { cases } from './matrix/index.ts';
import { type Played, playCase } from './matrix/play.ts';
import { recheck, scoreReport } from './score.ts';
import { causeOf, isFailure, type Outcome } from './table.ts';

/** A process of the diagnosis bench: plays what it is sent, and sends back what came of it. */
const [folder = '', speedArgument = ''] = process.argv.slice(2);
const speed = Number(speedArgument);

process.on('message', (play: Play) => {
  void outcomeOf(play).then((outcome) => process.send?.(outcome));
});
// The first lab of a process is slow: its code is not compiled yet.
if (cases[0]) await playCase(cases[0], { seed: 0, speed });
process.send?.('ready');

async function outcomeOf({ id, seed }: Play): Promise<Outcome> {
  const matrixCase = cases.find((known) => known.id === id);
  if (!matrixCase) throw new RangeError(`there is no case ${id}`);
  const what = { id, seed, level: matrixCase.level, cause: causeOf(matrixCase) };
  try {
    const played = await playCase(matrixCase, { seed, speed });
    const { evidence, report, tookToJudgeMs: judgedMs } = played;
    const claims = recheck(report, evidence, diagnose(buildTimeline(evidence), rules));
    const score = scoreReport(matrixCase, report);
    const outcome = { ...what, score, recheck: claims, judgedMs };
    if (isFailure(outcome)) keep(matrixCase, seed, played);
    return outcome;
  } catch (error) {
    return { ...what, error: describeError(error) };
  }
}

/** As a document that `focus -- replay` reads. */
function keep({ id, expected, truth }: MatrixCase, seed: number, { evidence, report }: Played): void {
  const file = path.join(folder, `${id.replaceAll('/', '.')}.${seed}.json`);
  writeFileSync(file, `${JSON.stringify({ evidence, report, truth, expected }, null, 2)}\n`);
}

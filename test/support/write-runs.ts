import { writeFileSync } from 'node:fs';
import { documentedEvidence } from './documented-run.ts';
import { documentedRuns } from './documented-runs.ts';

/** Writes test/runs/*.json anew: `node scripts/run.mjs test/support/write-runs.ts` */
for (const run of documentedRuns)
  writeFileSync(`test/runs/${run.name}.json`, `${JSON.stringify(documentedEvidence(run), null, 2)}\n`);

import { openLab } from '#lab/lab.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { silentLog } from '#lib/logger.ts';

/** A process that opens a lab, says so, and ends: what a newcomer waits for, packages being there. */
const [scenario] = scenarios;
if (!scenario) throw new Error('there is no scenario');
await openLab({ scenario, speed: 1, seed: 1, log: silentLog });
process.stdout.write('ready\n');
process.exit(0);

import { scenarioCalled } from '#lab/scenario-list.ts';
import { systemClock } from '#lib/clock.ts';
import { atMost, type Bench, percentile, row, series } from './bench.ts';
import { FIRST_HEALTH_PORT } from './bot-process.ts';
import { openStage } from './faults/stage.ts';
import { ask, gauged } from './load/crowd.ts';

const AT_ONCE = 110;

/** A worker that has a hundred investigations in line, and a monitor that looks at it again and again. */
export const scrape: Bench = {
  name: 'scrape',
  about: `how long one look at /metrics takes while ${AT_ONCE} investigations wait, and a few run`,
  async run({ runs, seed, say }) {
    const scenario = scenarioCalled('consumer-never-created');
    const stage = await openStage({ ...gauged, concurrency: 1, scenario, seed, workers: 1 });
    // The bot begins first, and the worker has the next port.
    const look = async () => {
      const began = performance.now();
      const answer = await fetch(`http://127.0.0.1:${FIRST_HEALTH_PORT + 1}/metrics`);
      const text = await answer.text();
      return { ms: performance.now() - began, text };
    };
    try {
      for (let n = 0; n < AT_ONCE; n++) await ask(stage, n);
      const before = await settled(look);
      const waiting = sumOf(before.text, 'focus_bot_queue_waiting') + sumOf(before.text, 'focus_bot_queue_running');
      say(`${waiting} investigations, ${before.text.length} characters`);
      const looks = await series(runs, look);
      const ms = looks.map((one) => one.ms);
      return {
        rows: [row('/metrics, ms', ms)],
        targets: [atMost(`/metrics with ${waiting} investigations, median`, percentile(ms, 50), 'ms', 20)],
      };
    } finally {
      await stage.close();
    }
  },
};

function sumOf(text: string, name: string): number {
  const lines = [...text.matchAll(new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'gm'))];
  return lines.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** The first look that shows what waits. */
async function settled(look: () => Promise<{ readonly text: string }>) {
  for (;;) {
    const seen = await look();
    if (sumOf(seen.text, 'focus_bot_queue_waiting') > 0) return seen;
    await systemClock.sleep(500);
  }
}

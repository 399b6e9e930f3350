import { createHistory } from '#history/history.ts';
import type { Report } from '#investigation/report/report.ts';
import { silentLog } from '#lib/logger.ts';
import { workerRedis } from '#queue/connection.ts';
import { prefixOf } from '#queue/names.ts';
import type { Lab } from '../lab.ts';
import type { ShownTruth } from '../page/wire.ts';
import type { JobLife } from '../world/job-life.ts';
import { type Composed, composed } from './composed.ts';

export interface Truths {
  readonly all: readonly ShownTruth[];
  /** An investigation was told: what really happened is told beside it. */
  told(investigation: string): Promise<void>;
  close(): void;
}

/** Beside each report what really happened; the bot never sees it. `changed` is called with each. */
export function openTruths(lab: Lab, changed: () => void): Truths {
  const redis = workerRedis(lab.config.settings.REDIS_URL, silentLog);
  const prefix = prefixOf(lab.config.settings.REDIS_PREFIX);
  const history = createHistory({ redis, prefix, clock: lab.clock, log: silentLog });
  const all: ShownTruth[] = [];
  return {
    all,
    async told(investigation) {
      // What holds now may not hold any more when the report is read.
      const scenario = composed(lab.scenario.id.split('+'));
      const root = rootOf(lab, investigation);
      const report = await history.report(investigation);
      if (!root || !report) return;
      const { jobId } = report as { jobId?: string };
      const life = lab.world.lives.findLast(({ job }) => job.id === jobId);
      const said = report.cause?.id ?? report.verdict;
      all.push({ ...root, ...judged(scenario, report), said, words: truthWords(scenario, life) });
      changed();
    },
    close: () => redis.disconnect(),
  };
}

function rootOf({ slack }: Lab, investigation: string): { readonly channel: string; readonly ts: string } | undefined {
  const places = slack.people().map(({ id }) => slack.direct(id));
  const messages = [slack.channel('incidents').id, ...places].flatMap((channel) => slack.messages(channel));
  const found = messages.find(({ metadata, thread_ts: thread, ts }) => {
    const isRoot = thread === undefined || thread === ts;
    return isRoot && JSON.stringify(metadata ?? '').includes(investigation);
  });
  return found && { channel: found.channel, ts: found.ts };
}

/** One story says what is expected; of several, or of a random one, each fault may be the one that has hold of the job. */
function judged({ id, expected, right = [] }: Composed, report: Report): Pick<ShownTruth, 'isRight'> {
  const isOne = !id.includes('+') && !id.startsWith('world-');
  if (isOne) return { isRight: report.verdict === expected.verdict && report.cause?.id === expected.cause };
  if (report.cause && right.includes(report.cause.id)) return { isRight: true };
  return right.length === 0 && report.verdict === 'healthy' ? { isRight: true } : {};
}

function truthWords({ story }: Composed, life: JobLife | undefined): string {
  if (!life) return `${story}. No job was made.`;
  const came = [...life.came]
    .filter(([stage]) => stage !== 'configured')
    .map(([stage, ms]) => `${stage} ${(ms / 1_000).toFixed(1)} s`);
  return `${story}. Job ${life.job.id}: ${came.join(' ▸ ') || 'nothing of it came'}`;
}

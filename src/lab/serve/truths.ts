import { createHistory } from '#history/history.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { silentLog } from '#lib/logger.ts';
import { workerRedis } from '#queue/connection.ts';
import { prefixOf } from '#queue/names.ts';
import type { Lab } from '../lab.ts';
import type { ShownTruth } from '../page/wire.ts';
import { healthy } from '../scenarios/healthy.ts';
import { switchCalled } from '../switches.ts';
import type { JobLife } from '../world/job-life.ts';
import { lookedOf, recordOf } from '../worlds/looked.ts';
import { isRight, wrongIn } from '../worlds/right.ts';
import { rightSayings } from '../worlds/sayings.ts';
import { type Truth, truthOf } from '../worlds/truth.ts';
import { type Composed, composed } from './composed.ts';

/** Runs of checks that nobody is told of have no message for ever. */
const MOST_WAITING = 20;

export interface Truths {
  readonly all: readonly ShownTruth[];
  /** An investigation is over: what really happened is told beside the message that speaks of it, once it is there. */
  told(investigation: string): Promise<void>;
  /** Looks for messages that speak by now of what is over. */
  place(): void;
  close(): void;
}

/** Beside each report what really happened; the bot never sees it. `changed` is called with each. */
export function openTruths(lab: Lab, changed: () => void): Truths {
  const redis = workerRedis(lab.config.settings.REDIS_URL, silentLog);
  const prefix = prefixOf(lab.config.settings.REDIS_PREFIX);
  const history = createHistory({ redis, prefix, clock: lab.clock, log: silentLog });
  const all: ShownTruth[] = [];
  const waiting = new Map<string, Judged>();
  const ofSeries = new Map<string, Judged[]>();
  function place() {
    for (const [investigation, truth] of waiting) {
      const root = rootOf(lab, investigation);
      if (!root) continue;
      waiting.delete(investigation);
      all.push({ ...root, ...truth });
      changed();
    }
  }
  return {
    all,
    place,
    async told(investigation) {
      const [report, evidence] = [await history.report(investigation), await history.evidence(investigation)];
      if (!report || !evidence) return;
      const { jobId } = report as { jobId?: string };
      const life = lab.world.lives.findLast(({ job }) => job.id === jobId);
      const said = report.cause?.id ?? report.verdict;
      const told = { report, evidence, life, byHand: byHand(lab, evidence) };
      const truth = { ...judged(storiesOf(lab, evidence), told), said };
      const series = (await history.line(investigation))?.series;
      if (series === undefined) waiting.set(investigation, truth);
      else {
        const runs = [...(ofSeries.get(series) ?? []), truth];
        ofSeries.set(series, runs);
        waiting.set(series, together(runs));
      }
      for (const oldest of waiting.keys()) if (waiting.size > MOST_WAITING) waiting.delete(oldest);
      place();
    },
    close: () => redis.disconnect(),
  };
}

/** The first message of a thread that was made for an investigation or a series, or whose buttons are for it, as an alert's are for its proof. */
function rootOf({ slack }: Lab, id: string): { readonly channel: string; readonly ts: string } | undefined {
  const places = slack.people().map(({ id }) => slack.direct(id));
  const messages = [slack.channel('incidents').id, ...places].flatMap((channel) => slack.messages(channel));
  const found = messages.find(({ metadata, blocks, thread_ts: thread, ts }) => {
    if (thread !== undefined && thread !== ts) return false;
    return JSON.stringify(metadata ?? '').includes(id) || JSON.stringify(blocks).includes(`"value":"${id}"`);
  });
  return found && { channel: found.channel, ts: found.ts };
}

type Judged = Omit<ShownTruth, 'channel' | 'ts'>;

/** The runs of a series have one message: how many were told as they were, and each that was not. */
function together(runs: readonly Judged[]): Judged {
  const wrong = runs.filter(({ isRight }) => isRight === false);
  const known = runs.filter(({ isRight }) => isRight !== undefined);
  const counted = `${known.length - wrong.length} of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} told rightly.`;
  const words = wrong.map(({ said, words }) => `Told as ${said}: ${words}`);
  return {
    ...(known.length > 0 && { isRight: wrong.length === 0 }),
    said: [...new Set(runs.map(({ said }) => said))].join(', '),
    right: [...new Set(runs.flatMap(({ right }) => right))],
    words: [counted, ...words].join(' '),
  };
}

interface Told {
  readonly report: Report;
  readonly evidence: Evidence;
  readonly life: JobLife | undefined;
  /** What was switched on by hand at some time of the run. */
  readonly byHand: readonly string[];
}

/** One story says what is expected; of several, of a random one and of what is switched on, what had hold of the job counts. */
function judged(lived: readonly Composed[], told: Told): Omit<Judged, 'said'> {
  const { report, evidence, life, byHand } = told;
  const [{ id, story, expected } = healthy, ...later] = lived;
  const isOne = !id.includes('+') && !id.startsWith('world-') && later.length + byHand.length === 0;
  if (isOne) {
    const wrong = wrongIn(report, expected);
    const words = [`${story}.`, ...wrong, lifeWords(life)].join(' ');
    return { isRight: wrong.length === 0, right: [expected.cause ?? expected.verdict], words };
  }
  const switched = byHand.flatMap((one) => switchCalled(one).ingredient ?? []);
  const ofStories = new Map(lived.flatMap((one) => one.ingredients.map((part) => [part.id, part] as const)));
  const ingredients = [...ofStories.values(), ...switched];
  const truth = truthOf({ ingredients }, recordOf(life), lookedOf(evidence));
  const right = isRight(truth, report);
  const on = [...ofStories.keys(), ...byHand];
  const among =
    right && !report.cause && report.verdict !== 'healthy' ? ' The bot lists it among what it could be.' : '';
  const words = `${holdWords(truth, on)}${among} ${lifeWords(life)}`;
  return { ...(right !== undefined && { isRight: right }), right: rightSayings(truth), words };
}

/** What the lab lived during a run: faults of the stack hold at once, those of a job from the next one on. */
function storiesOf({ stories }: Lab, { subject, endedAt }: Evidence): readonly Composed[] {
  const during = stories.filter(({ at }, i) => at <= endedAt && (stories[i + 1]?.at ?? endedAt) >= subject.zero);
  return during.map(({ scenario }) => composed(scenario.id.split('+')));
}

function byHand({ turned }: Lab, { subject, endedAt }: Evidence): readonly string[] {
  const during = turned.filter(({ at, until = endedAt }) => at <= endedAt && until >= subject.zero);
  return [...new Set(during.map(({ id }) => id))];
}

function holdWords({ because }: Truth, on: readonly string[]): string {
  const others = on.filter((id) => !because.includes(id));
  const held = because.length === 0 ? 'Nothing had hold of the job.' : `Had hold of the job: ${because.join(', ')}.`;
  return others.length === 0 ? held : `${held} Also on: ${others.join(', ')}.`;
}

function lifeWords(life: JobLife | undefined): string {
  if (!life) return 'No job was made.';
  const came = [...life.came]
    .filter(([stage]) => stage !== 'configured')
    .map(([stage, ms]) => `${stage} ${(ms / 1_000).toFixed(1)} s`);
  return `Job ${life.job.id}: ${came.join(' ▸ ') || 'nothing of it came'}`;
}

import { createServer } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import { seededRandom } from '../random.ts';
import type { Fault, ForAWhile, Scenario } from '../scenario.ts';
import { type LabFocusServer, openFocusServer } from '../services/focus-server/focus-server.ts';
import { type LabKubernetes, openKubernetes } from '../services/kubernetes/kubernetes.ts';
import { type LabMongodb, openMongodb } from '../services/mongodb/mongodb.ts';
import { type LabRabbitmq, openRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { backendLogger, createInventory } from './inventory.ts';
import type { JobLife } from './job-life.ts';
import { createJobs } from './jobs.ts';
import { forAWhile } from './life.ts';
import { breakPath, createStackFaults, restartBackend } from './stack-faults.ts';

/** A fake Focus stack on 127.0.0.1 that lives a scenario. */
export interface World {
  readonly focusServer: LabFocusServer;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  /** Every job that was configured, in order. */
  readonly lives: readonly JobLife[];
  /** Jobs of other people, as the story has them. */
  readonly others: readonly JobLife[];
  /** The next job lives this story; jobs that live go on with theirs. */
  become(scenario: Scenario): Promise<void>;
  /** From now on these hold too, of jobs that live as of those to come; those of the last call hold no more. */
  turn(faults: readonly Fault[]): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly scenario: Scenario;
  /** In place of the lab's own; closed with the world. */
  readonly rabbitmq?: LabRabbitmq;
  /** How many jobs the backend has counted before; 40 unless told. */
  readonly counter?: number;
  /** How far Focus Server's clock is ahead of the bot's, ms. */
  readonly clockAheadMs?: number;
  /** host: as most builds answer · url: as that of December 2025; `host` unless told. */
  readonly streamAs?: 'host' | 'url';
  /** How far the cluster's is. */
  readonly clusterAheadMs?: number;
  /** How far its nodes' are ahead of that. */
  readonly nodesAheadMs?: number;
}

/** The server's clock was seen 4–9 s ahead of its clients'. */
const CLOCK_AHEAD_MS = 6_300;
/** Under which the recordings of the base path are listed. */
const RECORDINGS = '25b4875f-5785-4b24-8895-121039474bcd';
/** The cluster's base of NodePorts, and those that follow where another lab has it. */
const NODE_PORTS = Array.from({ length: 100 }, (_, index) => 12_300 + index * 100);

export async function openWorld({
  clock,
  seed,
  scenario,
  rabbitmq: given,
  counter = 40,
  clockAheadMs = CLOCK_AHEAD_MS,
  clusterAheadMs = 0,
  nodesAheadMs = 0,
  streamAs = 'host',
}: WorldOptions): Promise<World> {
  const random = seededRandom(seed);
  const stop = new AbortController();
  const [kubernetes, rabbitmq, mongodb, nodePorts] = await Promise.all([
    openKubernetes({ clock, clockAheadMs: clusterAheadMs, nodesAheadMs }),
    given ?? openRabbitmq({ clock }),
    openMongodb({ clock }),
    reserveNodePorts(),
  ]);
  createInventory(kubernetes, rabbitmq);
  mongodb.insert('prisma', 'base_paths', { base_path: '/recordings', guid: RECORDINGS });
  const backendLog = backendLogger(kubernetes, clock, clockAheadMs);
  let faults = scenario.faults;
  let byHand: readonly Fault[] = [];
  let forNow: readonly Fault[] = [];
  const all = () => [...byHand, ...forNow, ...faults];
  let pathBroken = false;
  const stack = {
    clock,
    random,
    kubernetes,
    rabbitmq,
    mongodb,
    backendLog,
    restartBackend: (how: 'restart' | 'rollout') =>
      void restartBackend(servers, { how, forget: jobs.forget }, stop.signal).catch(unlessOver),
    byHand: () => byHand,
    setForAWhile(now: readonly ForAWhile[]) {
      forNow = now.map(({ fault }) => fault);
      applyStackFaults(all()).catch(unlessOver);
    },
    breakPath: () => {
      pathBroken = true;
      breakPath(servers);
    },
  };
  const jobs = createJobs({
    stack,
    faults: () => faults,
    nodePortBase: nodePorts.base,
    counter,
    streamAs,
    stop: stop.signal,
  });
  const focusServer = await openFocusServer({
    clock,
    prefix: '/focus-server',
    clockAheadMs,
    backend: jobs.backend,
  });
  const servers = { clock, focusServer, kubernetes, rabbitmq, mongodb, backendLog };
  const applyStackFaults = createStackFaults(servers, () => pathBroken);
  const unlessOver = (error: unknown) => {
    if (!stop.signal.aborted) throw error;
  };

  let others: readonly JobLife[] = [];
  const become = async (next: Scenario) => {
    faults = next.faults;
    pathBroken = false;
    forNow = forAWhile(faults, 0)
      .filter(({ fromMs }) => fromMs === undefined)
      .map(({ fault }) => fault);
    await applyStackFaults(all());
    others = await jobs.beginOthers();
  };
  const turn = async (next: readonly Fault[]) => {
    const hasOthers = () => byHand.some(({ kind }) => kind === 'other-jobs');
    const had = hasOthers();
    byHand = next;
    await applyStackFaults(all());
    for (const life of jobs.lives) life.turned();
    if (had !== hasOthers()) others = await jobs.beginOthers();
  };
  await become(scenario);

  return {
    focusServer,
    kubernetes,
    rabbitmq,
    mongodb,
    lives: jobs.lives,
    get others() {
      return others;
    },
    become,
    turn,
    async close() {
      stop.abort();
      await jobs.ended();
      await Promise.all([
        focusServer.close(),
        kubernetes.close(),
        rabbitmq.close(),
        mongodb.close(),
        nodePorts.release(),
      ]);
    },
  };
}

/** Holds the base port itself, so that two labs on one machine do not share stream ports. */
async function reserveNodePorts(): Promise<{ base: number; release(): Promise<void> }> {
  for (const base of NODE_PORTS) {
    const server = createServer((socket) => socket.destroy());
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(base, '127.0.0.1', () => resolve(true));
    });
    if (free) return { base, release: () => new Promise((resolve) => server.close(() => resolve())) };
  }
  throw new Error(`none of the ports ${NODE_PORTS[0]} to ${NODE_PORTS.at(-1)} is free for the lab's stream ports`);
}

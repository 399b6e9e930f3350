import { createServer } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import { seededRandom } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { type LabFocusServer, openFocusServer } from '../services/focus-server/focus-server.ts';
import { type LabKubernetes, openKubernetes } from '../services/kubernetes/kubernetes.ts';
import { type LabMongodb, openMongodb } from '../services/mongodb/mongodb.ts';
import { type LabRabbitmq, openRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { backendLogger, furnish, setBackendReady } from './furniture.ts';
import type { JobLife } from './job-life.ts';
import { createJobs } from './jobs.ts';

/** A fake Focus stack on 127.0.0.1 that lives a scenario. */
export interface World {
  readonly focusServer: LabFocusServer;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  /** Every job that was configured, in order. */
  readonly lives: readonly JobLife[];
  /** The next job lives this story; jobs that live go on with theirs. */
  become(scenario: Scenario): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly scenario: Scenario;
  /** In place of the lab's own; closed with the world. */
  readonly rabbitmq?: LabRabbitmq;
}

/** The server's clock was seen 4–9 s ahead of its clients'. */
const CLOCK_AHEAD_MS = 6_300;
/** The cluster's base of NodePorts; the next one where another lab has it. */
const NODE_PORTS = [12_300, 12_800, 13_300, 13_800, 14_300, 14_800, 15_300, 16_300, 16_800, 17_300, 17_800, 18_300];

export async function openWorld({ clock, seed, scenario, rabbitmq: given }: WorldOptions): Promise<World> {
  const random = seededRandom(seed);
  const stop = new AbortController();
  const [kubernetes, rabbitmq, mongodb, nodePorts] = await Promise.all([
    openKubernetes({ clock }),
    given ?? openRabbitmq({ clock }),
    openMongodb({ clock }),
    reserveNodePorts(),
  ]);
  furnish(kubernetes, rabbitmq, clock);
  mongodb.insert('prisma', 'base_paths', { path: '/recordings' });
  const backendLog = backendLogger(kubernetes, clock, CLOCK_AHEAD_MS);
  let faults = scenario.faults;
  const stack = { clock, random, kubernetes, rabbitmq, mongodb, backendLog };
  const jobs = createJobs({ stack, faults: () => faults, nodePortBase: nodePorts.base, stop: stop.signal });
  const focusServer = await openFocusServer({
    clock,
    prefix: '/focus-server',
    clockAheadMs: CLOCK_AHEAD_MS,
    backend: jobs.backend,
  });

  const become = async (next: Scenario) => {
    faults = next.faults;
    const down = faults.find((fault) => fault.kind === 'backend-down')?.how;
    await Promise.all([
      focusServer.setDown(down),
      rabbitmq.setDown(faults.some(({ kind }) => kind === 'rabbitmq-down')),
    ]);
    const denied = faults.find((fault) => fault.kind === 'denied')?.resource;
    kubernetes.deny(denied === undefined ? undefined : { verb: '*', resource: denied });
    setBackendReady(kubernetes, clock, down === undefined);
    if (down)
      backendLog('ERROR pz.focus_server could not resolve mongodb: [Errno -2] Name or service not known, exiting');
    focusServer.restoreRoutes();
    for (const fault of faults) if (fault.kind === 'no-route') focusServer.removeRoute(fault.route);
  };
  await become(scenario);

  return {
    focusServer,
    kubernetes,
    rabbitmq,
    mongodb,
    lives: jobs.lives,
    become,
    async close() {
      stop.abort();
      await Promise.all(jobs.lives.map(({ ended }) => ended));
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
  throw new Error(`none of the ports ${NODE_PORTS.join(', ')} is free for the lab's stream ports`);
}

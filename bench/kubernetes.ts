import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Evidence } from '#investigation/evidence.ts';
import type { Probe } from '#investigation/probe.ts';
import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { systemClock } from '#lib/clock.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { clusterClockProbe } from '#probes/kubernetes/cluster-clock.ts';
import { eventsProbe } from '#probes/kubernetes/events.ts';
import { jobsProbe } from '#probes/kubernetes/jobs.ts';
import { podsProbe } from '#probes/kubernetes/pods.ts';
import { jobLogsProbe } from '#probes/logs/job-logs.ts';
import { selfProbe } from '#probes/self/self.ts';
import { atLeast, atMost, type Bench, percentile, type Row } from './bench.ts';
import { textTable } from './diagnosis/table.ts';
import { openCluster } from './kubernetes/cluster.ts';
import { type PodPlay, playPod } from './kubernetes/play.ts';
import { readLogs, type True, truthOf } from './kubernetes/truth.ts';

const AT_A_TIME = 3;
const MILESTONES = ['job-created', 'pod-created', 'pod-scheduled', 'container-started', 'pod-ready'] as const;
const FOLDER = 'bench/results/kubernetes';

interface Judged {
  readonly milestone: MilestoneId;
  readonly group: string;
  readonly truth: True;
  readonly earliest?: number;
  readonly latest?: number;
}

/** How far the bot dates a pod's way on a real cluster from what the API server and the container runtime wrote down. */
export const kubernetes: Bench = {
  name: 'kubernetes',
  about:
    'how exactly the moments of a pod are dated on a real cluster, a third of them beside a busy processor; --runs N: pods. Wants KUBECONFIG, KUBERNETES_AUDIT_LOG and KUBERNETES_RUNTIME_LOG (containerd’s)',
  async run({ runs, seed, say }) {
    const places = { audit: wanted('KUBERNETES_AUDIT_LOG'), runtime: wanted('KUBERNETES_RUNTIME_LOG') };
    const kubeconfig = wanted('KUBECONFIG');
    const cluster = await openCluster(kubeconfig, process.env.KUBERNETES_IMAGE ?? 'busybox:1.36');
    const probes = await probesOf(kubeconfig, cluster.namespace);
    const played: { play: PodPlay; group: string; evidence: Evidence }[] = [];
    const playAll = async (group: string, plays: readonly PodPlay[]) => {
      const waiting = plays.values();
      const next = async () => {
        for (const play of waiting) {
          const evidence = await playPod(play, { cluster, probes, clock: systemClock });
          played.push({ play, group, evidence });
          say(`${play.id} (${group})`);
        }
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, next));
    };
    const plays = Array.from(
      { length: runs },
      (_, i): PodPlay => ({ id: `1-${seed + i}`, early: i % 2 === 1, probed: i % 4 > 1 }),
    );
    const calm = Math.ceil((runs * 2) / 3);
    try {
      await playAll('calm', plays.slice(0, calm));
      const stop = makeBusy();
      await playAll('busy', plays.slice(calm)).finally(stop);
    } finally {
      await cluster.close();
    }
    const logs = readLogs(places);
    mkdirSync(FOLDER, { recursive: true });
    const judged = played.flatMap(({ play, group, evidence }) => {
      const truth = truthOf(`grpc-job-${play.id}`, cluster.namespace, logs);
      const kept = { play, group, truth: Object.fromEntries(truth), evidence };
      writeFileSync(`${FOLDER}/${play.id}.json`, JSON.stringify(kept));
      return judge(evidence, group, truth);
    });
    const rows = ['calm', 'busy'].flatMap((group) => MILESTONES.flatMap((id) => rowOf(judged, group, id)));
    say(textTable(rows));
    const started = judged.filter(({ milestone }) => milestone === 'container-started');
    return {
      rows,
      targets: [
        atLeast('pods whose start the runtime logged', started.length, '', runs),
        atMost('container-started: off by, p95', percentile(started.map(distance), 95), 'ms', 100),
        atLeast('intervals that are true', (100 * judged.filter(holds).length) / judged.length, '%', 99),
      ],
    };
  },
};

function wanted(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`Set ${name}: this is measured on a real cluster alone.`);
}

async function probesOf(kubeconfig: string, namespace: string): Promise<readonly Probe[]> {
  const settings = { kubeconfig, inCluster: false, namespace, backendSelector: 'app=none' };
  const connection = connectKubernetes(settings, systemClock);
  await connection.prepare();
  const options = { connection, clock: systemClock };
  const ofCluster = [podsProbe, jobsProbe, eventsProbe, clusterClockProbe, jobLogsProbe].map((make) => make(options));
  return [...ofCluster, selfProbe({ clock: systemClock })];
}

function makeBusy(): () => void {
  const spinning = cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  return () => {
    for (const one of spinning) one.kill('SIGKILL');
  };
}

function judge(evidence: Evidence, group: string, truth: ReadonlyMap<MilestoneId, True>): readonly Judged[] {
  const { milestones } = buildTimeline(evidence);
  const { zero } = evidence.subject;
  return MILESTONES.flatMap((milestone) => {
    const at = truth.get(milestone);
    if (!at) return [];
    const moment = milestones[milestone];
    const dated = moment.state === 'reached' ? { earliest: moment.earliest, latest: moment.latest } : {};
    return [{ milestone, group, truth: { from: at.from - zero, to: at.to - zero }, ...dated }];
  });
}

/** ms that the middle of the interval is after the truth; 0 within it. What was not dated is a minute off. */
function off({ earliest, latest, truth }: Judged): number {
  if (earliest === undefined || latest === undefined) return 60_000;
  const middle = (earliest + latest) / 2;
  return middle > truth.to ? middle - truth.to : Math.min(0, middle - truth.from);
}

function distance(one: Judged): number {
  return Math.abs(off(one));
}

function holds({ earliest = 0, latest = 0, truth }: Judged): boolean {
  return earliest <= truth.to && truth.from <= latest;
}

function rowOf(judged: readonly Judged[], group: string, milestone: MilestoneId): readonly Row[] {
  const all = judged.filter((one) => one.group === group && one.milestone === milestone);
  if (all.length === 0) return [];
  const at = (values: readonly number[], p: number) => Math.round(percentile(values, p));
  const errors = all.map(distance);
  const widths = all.map(({ earliest = 0, latest = 0 }) => latest - earliest);
  return [
    {
      ...{ group, milestone, pods: all.length, dated: all.filter(({ earliest }) => earliest !== undefined).length },
      bias: at(all.map(off), 50),
      ...{ p50: at(errors, 50), p95: at(errors, 95), p99: at(errors, 99) },
      ...{ 'width p50': at(widths, 50), 'width p95': at(widths, 95) },
      'true %': Math.round((1_000 * all.filter(holds).length) / all.length) / 10,
    },
  ];
}

import type { PartRow, ReadinessReport } from '../readiness-report.ts';
import { judgeAck, judgeFiber, judgeRoutes } from './focus-server.ts';
import { headlineOf, verdictOf } from './headline.ts';
import type { Judged } from './judged.ts';
import { judgeLeakedQueues } from './leaked-queues.ts';
import { judgePods } from './pods.ts';
import { sceneOf } from './scene.ts';
import type { StackSeen } from './seen.ts';
import { judgeBroker, judgeDatabase } from './servers.ts';

/** Who asked for the readiness of what. */
export interface ReadinessAsked extends Pick<ReadinessReport, 'lookup' | 'environment' | 'requestedBy'> {
  /** Which parts are told; all of them unless said. The others still speak for or against these. */
  readonly parts?: readonly string[];
}

/** All the judging of `/focus status`, and no I/O: the same look always gives the same report. */
export function writeReadinessReport(seen: StackSeen, asked: ReadinessAsked): ReadinessReport {
  const { lookup, environment, requestedBy, parts } = asked;
  const { ack, pods, fiber, broker, database, routes, leaked } = judgeAll(seen, environment);
  const live = verdictOf([ack, pods, fiber, broker]);
  const historic = verdictOf([ack, pods, database, broker]);
  const all = worstFirst([ack, pods, fiber, broker, database, routes, leaked]);
  const told = all.filter(({ row }) => parts === undefined || parts.includes(row.part)).map(({ row }) => row);
  const nextStep = told.find(({ remedy }) => remedy !== undefined)?.remedy;
  return {
    lookup,
    environment,
    requestedBy,
    at: seen.at,
    headline: headlineOf(environment, live, historic, all),
    live: live.readiness,
    historic: historic.readiness,
    parts: told,
    ...(nextStep !== undefined && { nextStep }),
  };
}

function judgeAll(seen: StackSeen, environment: string) {
  const scene = sceneOf(seen, environment);
  const ack = judgeAck(seen, scene);
  const pods = judgePods(seen, scene, ack);
  const broker = judgeBroker(seen, scene);
  return {
    ack,
    pods,
    fiber: judgeFiber(seen, scene, ack),
    broker,
    database: judgeDatabase(seen, scene),
    routes: judgeRoutes(seen, scene, ack),
    leaked: judgeLeakedQueues(seen, environment, pods, broker),
  };
}

/** Equally bad ones in the order in which a job needs them. What nobody configured is no trouble. */
function worstFirst(all: readonly Judged[]): readonly Judged[] {
  return all.toSorted((a, b) => badness(b.row) - badness(a.row));
}

function badness({ state, cause }: PartRow): number {
  switch (state) {
    case 'unwell':
      return 4;
    case 'not-seen':
      return cause === undefined ? 1 : 3;
    case 'strained':
      return 2;
    case 'well':
      return 0;
  }
}
